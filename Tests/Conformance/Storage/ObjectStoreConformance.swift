package import Storage
import Testing

/// One law of ``ObjectStore``. A test suite for a store checks them all, each under its own name, with one line:
///
///     @Test(arguments: ObjectStoreConformance.laws) func keepsTheLaw(_ law: ObjectStoreConformance) async throws {
///         try await law.check(MemoryStore())
///     }
package struct ObjectStoreConformance: Sendable, CustomTestStringConvertible {
    /// What the law promises.
    package let name: String
    /// Checks it on a store that is empty.
    package let check: @Sendable (any ObjectStore) async throws -> Void

    init(_ name: String, _ check: @escaping @Sendable (any ObjectStore) async throws -> Void) {
        self.name = name
        self.check = check
    }

    package var testDescription: String { name }

    /// Every law.
    package static let laws = readingLaws + puttingLaws + uploadingLaws + listingLaws
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
