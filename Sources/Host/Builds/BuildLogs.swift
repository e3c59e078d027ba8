package import Storage

/// The logs of builds that failed, kept by the hash part of their derivations. Each begins with a line of its own that
/// names the package.
package struct BuildLogs: Sendable {
    /// One log, for a list of them.
    package struct Entry: Hashable, Sendable {
        /// What ``log(_:)`` takes.
        package let id: String
        /// When it was stored, in seconds since 1970.
        package let stored: Int64
        /// Its first line, or the start of it.
        package let title: String
    }

    /// Bytes of a log in which its first line is looked for.
    private static let titleLimit: Int64 = 200
    private let store: any ObjectStore

    package init(store: any ObjectStore) { self.store = store }

    /// The line that a log begins with.
    static func title(package: String, reason: String) -> String { "\(opening(package))\(reason)\n" }

    private static func opening(_ package: String) -> String { "package '\(package)': " }

    /// The log's bytes, nil when there is none.
    ///
    /// - Parameter subject: the 32 characters that error messages give, a derivation's path, or a package; then it is the
    ///   latest of its logs.
    package func log(_ subject: String) async throws -> [UInt8]? {
        if let log = try await stored(subject) { return log }
        let opening = Self.opening(subject)
        guard let entry = try await entries().first(where: { $0.title.hasPrefix(opening) }) else { return nil }
        return try await stored(entry.id)
    }

    private func stored(_ id: String) async throws -> [UInt8]? {
        let base = id.split(separator: "/").last.map { String($0) } ?? id
        guard let key = try? ObjectKey.log(String(base.prefix(32))) else { return nil }  // No such name can be.
        return try await store.readAll(key)
    }

    /// All logs, the latest first.
    package func entries() async throws -> [Entry] {
        let entries = try await BoundedTasks.map(store.list(prefix: "logs/")) { object -> Entry? in
            guard let id = object.key.value.split(separator: "/").last else { return nil }
            return Entry(id: String(id), stored: object.modified, title: try await title(of: object))
        }
        return entries.sorted { ($1.stored, $0.id) < ($0.stored, $1.id) }
    }

    private func title(of object: ObjectInfo) async throws -> String {
        // There is no range in nothing, and a log may be deleted meanwhile.
        guard object.size > 0, let body = try await store.read(object.key, range: 0..<Self.titleLimit) else {
            return ""
        }
        let start = try await body.collect(of: object.key)
        return String(decoding: start.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
