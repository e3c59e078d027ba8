extension S3Store {
    package func read(_ key: ObjectKey, range: Range<Int64>?) async throws -> ObjectBody? {
        // HTTP has no way to ask for nothing.
        if let range, range.isEmpty || range.lowerBound < 0 { return try await nothing(of: key, range) }
        guard let (download, size) = try await open(key, range: range) else { return nil }
        let resolved = try ObjectBody.resolve(range, size: size, key: key)
        let reader = S3Reader(store: self, key: key, range: resolved, download: download)
        return ObjectBody(size: size, range: resolved, chunks: reader.chunks())
    }

    private func nothing(of key: ObjectKey, _ range: Range<Int64>) async throws -> ObjectBody? {
        guard let size = try await stat(key)?.size else { return nil }
        let resolved = try ObjectBody.resolve(range, size: size, key: key)
        return ObjectBody(size: size, range: resolved, chunks: .empty)
    }

    /// Begins to get an object, or the part of it from a range's beginning.
    ///
    /// - Parameter tag: the object's entity tag, where only this very object will do.
    /// - Returns: nil where there is none; also the size of the whole.
    func open(
        _ key: ObjectKey, range: Range<Int64>?, tag: String? = nil
    ) async throws -> (CloudDownload, size: Int64)? {
        var call = S3Call(method: .get, name: client.place.object(key))
        if let range { call.headers.append(("Range", Self.header(for: range))) }
        if let tag { call.headers.append(("If-Match", tag)) }
        let download = try await client.open(call, about: key.value)
        if let answer = S3Answer(download.response) {
            if answer.code == "NoSuchKey" { return nil }
            if answer.status == 416 { throw StorageError(.outOfRange, key: key.value, cause: answer.cause) }
            throw answer.storageError(key.value)
        }
        guard let size = Self.size(download.response) else {
            throw StorageError(.failed, key: key.value, cause: "the server does not say how large it is")
        }
        if let range, download.response.status != 206, range.lowerBound > 0 || range.upperBound < size {
            throw StorageError(.failed, key: key.value, cause: "the server does not give parts of objects")
        }
        if let range, let start = download.response.contentRange?.range.lowerBound, start != range.lowerBound {
            throw StorageError(
                .failed, key: key.value, cause: "the server gives another part of it than it was asked for")
        }
        return (download, size)
    }

    /// Some services do not take an end far beyond any object.
    private static func header(for range: Range<Int64>) -> String {
        let end = range.upperBound > 1 << 50 ? "" : "\(range.upperBound - 1)"
        return "bytes=\(range.lowerBound)-\(end)"
    }

    /// Of the whole object.
    private static func size(_ response: CloudResponse) -> Int64? {
        guard response.status == 206 else { return response.contentLength }
        return response.contentRange?.size
    }
}
