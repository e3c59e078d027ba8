package import Logging
package import Storage

/// The hashes that tarballs had when they were first seen, in the store that replicas share: who changes what lies behind a
/// name that stands for one content for ever is found out.
package struct TarballHashes: Sendable {
    private let records: RecordStore

    package init(store: any ObjectStore, logger: Logger) {
        records = RecordStore(store: store, memory: 1 << 16, logger: logger)
    }

    /// The SHA-256 of a content, in hexadecimal; nil when it was not seen yet.
    ///
    /// - Parameter content: the parts of its name.
    package func firstSeen(_ content: [String]) async throws -> String? {
        try await records.get(Self.key(content))?.sha256
    }

    /// Notes a content's hash, unless there is one.
    ///
    /// - Returns: the one that counts.
    package func note(_ sha256: String, for content: [String]) async throws -> String {
        try await records.setIfAbsent(HashRecord(sha256: sha256), at: Self.key(content)).record.sha256
    }

    private struct HashRecord: Codable, Sendable {
        let sha256: String
    }

    private static func key(_ content: [String]) throws -> RecordKey<HashRecord> {
        var key = CacheKey("tarball/1")
        key.add(content)
        return try RecordKey(folder: "tarballs", name: key.finish())
    }
}
