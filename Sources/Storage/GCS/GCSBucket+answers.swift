import OCI

extension GCSBucket {
    /// What the service knows about an object; nil when there is none.
    func object(_ name: String, _ key: String) async throws -> GCSObject? {
        try object(try await send(key) { describe(name) }, key)
    }

    /// An answer to ``describe(_:)``.
    func object(_ answer: CloudResponse, _ key: String) throws -> GCSObject? {
        isAbsent(answer) ? nil : try decode(GCSObject.self, answer, key)
    }

    /// What an answer holds.
    func decode<Value: Decodable>(_ type: Value.Type, _ answer: CloudResponse, _ key: String) throws -> Value {
        guard answer.isSuccess else { throw error(answer, key) }
        do {
            return try CanonicalJSON.decode(type, from: answer.body)
        } catch {
            throw StorageError(.failed, key: key, cause: "the server's answer is not what the JSON API describes")
        }
    }

    /// Whether an answer says that the object is not there, and not that the bucket is missing.
    func isAbsent(_ answer: CloudResponse) -> Bool { answer.status == 404 && !isBucketMissing(answer) }

    /// An answer that is no success, as an error.
    func error(_ answer: CloudResponse, _ key: String) -> StorageError {
        let words = "the server answered \(answer.status): \(Self.words(answer))"
        switch answer.status {
        case 401, 403: return StorageError(.denied, key: key, cause: words)
        case 404 where isBucketMissing(answer):
            return StorageError(.failed, key: key, cause: "the bucket '\(name)' does not exist")
        default: return StorageError(.failed, key: key, cause: words)
        }
    }

    private func isBucketMissing(_ answer: CloudResponse) -> Bool {
        Self.words(answer).lowercased().contains("bucket does not exist")
    }

    /// The server's own words, one line of them.
    private static func words(_ answer: CloudResponse) -> String {
        // Media requests are refused in plain text.
        let json = try? CanonicalJSON.decode(GCSRefusal.self, from: answer.body)
        let text = json?.error.message ?? String(decoding: answer.body.prefix(300), as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "no reason"
        return String(line.prefix(300))
    }
}
