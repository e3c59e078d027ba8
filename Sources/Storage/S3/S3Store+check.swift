extension S3Store {
    /// Makes sure that the bucket can be read and written, and finds out whether it keeps conditions; for the start.
    ///
    /// - Throws: ``StorageError`` that says what is wrong with the bucket.
    package func check() async throws {
        try await checkList()
        let name = client.place.staged("probe-\(S3Upload.randomName())")
        do {
            let first = try await write([], to: name, if: .absent, about: bucket)
            if first == .unsupported {
                conditions.areKept = false
                try await write([], to: name, about: bucket)
            } else {
                conditions.areKept = try await write([], to: name, if: .absent, about: bucket) == .conditionFailed
            }
            try await remove(name, about: bucket)
        } catch let error as StorageError {
            throw StorageError(error.kind, key: bucket, cause: "the bucket cannot be written: \(error.cause)")
        }
    }

    /// Throws where the bucket is not there.
    func checkBucket() async throws {
        let response = try await client.send(S3Call(method: .head), about: bucket)
        if response.status == 404 {
            throw StorageError(.failed, key: bucket, cause: "there is no such bucket at \(client.place)")
        }
    }

    private var bucket: String { client.place.bucket }

    private func checkList() async throws {
        let call = S3Call(
            method: .get, query: [("list-type", "2"), ("prefix", client.place.objects), ("max-keys", "1")])
        let response = try await client.send(call, about: bucket)
        guard let answer = S3Answer(response) else { return }
        if answer.code == "NoSuchBucket" {
            throw StorageError(.failed, key: bucket, cause: "there is no such bucket at \(client.place)")
        }
        if let region = response.header("x-amz-bucket-region"), region != client.place.region {
            throw StorageError(
                .failed, key: bucket, cause: "the bucket is in region \(region), and not in \(client.place.region)")
        }
        throw StorageError(
            answer.storageError(bucket).kind, key: bucket, cause: "the bucket cannot be listed: \(answer.cause)")
    }
}
