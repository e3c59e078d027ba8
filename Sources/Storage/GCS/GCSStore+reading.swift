extension GCSStore {
    package func read(_ key: ObjectKey, range: Range<Int64>?) async throws -> ObjectBody? {
        if let range, range.isEmpty { return try await readNothing(key, at: range) }
        let download = try await bucket.open(key.value, bucket.get(bucket.name(of: key), range: range))
        let answer = download.response
        if bucket.isAbsent(answer) { return nil }
        if answer.status == 416 {
            throw StorageError(.outOfRange, key: key.value, cause: "\(range.map { "\($0)" } ?? "all of it")")
        }
        guard answer.isSuccess else { throw bucket.error(answer, key.value) }
        let (size, range) = try GCSStore.extent(answer, key)
        let body = GCSBody(
            bucket: bucket, key: key, range: range, download: download,
            generation: answer.header("x-goog-generation").flatMap { Int64($0) })
        return ObjectBody(size: size, range: range, chunks: ObjectStream { try await body.next() })
    }

    /// HTTP has no range without bytes.
    private func readNothing(_ key: ObjectKey, at range: Range<Int64>) async throws -> ObjectBody? {
        guard let info = try await stat(key) else { return nil }
        let range = try ObjectBody.resolve(range, size: info.size, key: key)
        return ObjectBody(size: info.size, range: range, chunks: .empty)
    }

    /// The whole object's size, and which part of it an answer holds.
    private static func extent(_ answer: CloudResponse, _ key: ObjectKey) throws -> (size: Int64, range: Range<Int64>) {
        if answer.status == 206, let extent = answer.contentRange { return extent }
        if answer.status == 200, let size = answer.contentLength { return (size, 0..<size) }
        throw StorageError(.failed, key: key.value, cause: "the server does not say which bytes it sends")
    }
}
