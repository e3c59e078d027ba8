import Glibc
package import Storage
import Testing

/// One law of ``ObjectStore``. What is checked on which stores stands in one table, `TestedStore.all` in `Tests/StorageTests`.
package struct ObjectStoreConformance: Sendable {
    /// What the law promises.
    package let name: String
    /// Checks it on a store that is empty.
    package let check: @Sendable (any ObjectStore) async throws -> Void

    init(_ name: String, _ check: @escaping @Sendable (any ObjectStore) async throws -> Void) {
        self.name = name
        self.check = check
    }

    /// Every law.
    package static let laws = readingLaws + puttingLaws + uploadingLaws + listingLaws
}

extension ArraySlice<UInt8> {
    /// Compares megabytes fast, also where nothing is optimised.
    func hasSameBytes(as other: Self) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBytes { own in
            other.withUnsafeBytes { other in
                guard let own = own.baseAddress, let address = other.baseAddress else { return true }
                return memcmp(own, address, other.count) == 0
            }
        }
    }
}

/// Shared by the laws.
extension ObjectStore {
    /// The whole object, or nil; every buffer must be of a bearable size.
    func contents(_ key: ObjectKey, range: Range<Int64>? = nil) async throws -> [UInt8]? {
        guard let body = try await read(key, range: range) else { return nil }
        var bytes: [UInt8] = []
        for try await chunk in body.chunks {
            #expect(chunk.count <= 4 << 20, "a store hands out objects in buffers, not whole")
            bytes += chunk
        }
        return bytes
    }

    /// The keys that a listing shows, in its order.
    func keys(_ prefix: String = "") async throws -> [String] {
        var keys: [String] = []
        for try await found in list(prefix: prefix) { keys.append(found.key.value) }
        return keys
    }
}
