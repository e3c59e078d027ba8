import Conformance
import Storage
import Testing

/// The tests' own tool must not lie.
@Suite struct FaultyStoreTests {
    @Test func failsTheChosenCallsAndNoOthers() async throws {
        let store = FaultyStore(MemoryStore())
        let key = try ObjectKey("key")
        _ = try await store.put([1], at: key, condition: .always)
        store.fail(.put, calls: 2...3, with: .full)
        #expect(try await store.put([2], at: key, condition: .always))
        await expect(.full) { _ = try await store.put([3], at: key, condition: .always) }
        await expect(.full) { _ = try await store.put([4], at: key, condition: .always) }
        #expect(try await store.put([5], at: key, condition: .always))
        #expect(try await store.read(key, range: nil)?.collect(of: key) == [5])
        #expect(store.calls(.put) == 5)
        #expect(store.keys(.put) == ["key", "key", "key"])
        #expect(store.calls(.read) == 1)
    }

    @Test func failsAnUploadAfterSomeBytes() async throws {
        let store = FaultyStore(MemoryStore())
        let key = try ObjectKey("key")
        store.fail(.upload, with: .denied, afterBytes: 150)
        var pieces = 0
        await expect(.denied) {
            try await store.upload { writer in
                for _ in 0..<5 {
                    try await writer.write([UInt8](repeating: 1, count: 100))
                    pieces += 1
                }
                return key
            }
        }
        #expect(pieces == 1)
        #expect(try await store.stat(key) == nil)
        try await store.upload { _ in key }
        #expect(store.calls(.upload) == 2)
        #expect(store.keys(.upload) == ["key"])
    }

    @Test func failsUntilItIsHealed() async throws {
        let store = FaultyStore(MemoryStore())
        let key = try ObjectKey("key")
        for operation in FaultyStore.Operation.allCases { store.fail(operation, calls: 1 ... .max, with: .failed) }
        for _ in 0..<3 {
            await expect(.failed) { _ = try await store.stat(key) }
            await expect(.failed) { _ = try await store.read(key, range: nil) }
            await expect(.failed) { try await store.delete(key) }
            await expect(.failed) { try await store.upload { _ in key } }
            await expect(.failed) { for try await _ in store.list(prefix: "") {} }
        }
        store.heal()
        #expect(try await store.stat(key) == nil)
    }
}
