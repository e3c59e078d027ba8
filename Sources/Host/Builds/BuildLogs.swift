package import Storage

/// The logs of builds that failed, kept by the hash part of their derivations.
package struct BuildLogs: Sendable {
    private let store: any ObjectStore

    package init(store: any ObjectStore) { self.store = store }

    /// The log's bytes, nil when there is none under that name.
    ///
    /// - Parameter name: the 32 characters that error messages give, or a derivation's path.
    package func log(_ name: String) async throws -> [UInt8]? {
        let base = name.split(separator: "/").last.map { String($0) } ?? name
        guard let key = try? ObjectKey.log(String(base.prefix(32))) else { return nil }  // No such name can be.
        return try await store.readAll(key)
    }

    /// The names of all logs, the latest first.
    package func names() async throws -> [String] {
        var found: [ObjectInfo] = []
        for try await object in store.list(prefix: "logs/") { found.append(object) }
        return found.sorted { $0.modified > $1.modified }
            .compactMap { $0.key.value.split(separator: "/").last.map { String($0) } }
    }
}
