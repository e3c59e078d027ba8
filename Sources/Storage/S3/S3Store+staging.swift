extension S3Store: StagingStore {
    /// Uploads in parts, and staged objects that were not copied.
    @discardableResult
    package func removeStaged(before time: Int64) async throws -> Int {
        var count = 0
        let listing = S3Listing(client: client, prefix: client.place.staging)
        while let (name, _, modified) = try await listing.next() {
            guard modified < time else { continue }
            try await remove(name, about: name)
            count += 1
        }
        for upload in try await unfinished(before: time) {
            try await upload.abort()
            count += 1
        }
        return count
    }

    /// Multipart uploads to staged names and to objects, page by page.
    private func unfinished(before time: Int64) async throws -> [S3Upload] {
        var found: [S3Upload] = []
        var next: [String: String]? = [:]
        while let marker = next {
            let query = ["uploads": "", "prefix": client.place.prefix].merging(marker) { first, _ in first }
            let call = S3Call(method: .get, query: query.map { ($0, $1) })
            let response = try await client.send(call, about: client.place.staging)
            if let answer = S3Answer(response) { throw answer.storageError(client.place.staging) }
            guard let root = XMLNode(response.body) else {
                throw StorageError(.failed, key: client.place.staging, cause: "the list of uploads cannot be read")
            }
            found += root.children.filter { $0.name == "Upload" }.compactMap { upload($0, before: time) }
            next = try S3Page(root: root, marker: marker)
                .next(
                    ["key-marker": "NextKeyMarker", "upload-id-marker": "NextUploadIdMarker"], of: client.place.staging)
        }
        return found
    }

    /// nil for one that is none of ours, or too young.
    private func upload(_ node: XMLNode, before time: Int64) -> S3Upload? {
        guard let name = node["Key"]?.text, let identifier = node["UploadId"]?.text,
            let began = node["Initiated"].flatMap({ CloudTime.parseISO($0.text) }), began < time,
            name.hasPrefix(client.place.staging) || name.hasPrefix(client.place.objects)
        else { return nil }
        return S3Upload(name, identifier: identifier, client: client)
    }
}
