import Storage
import Testing

extension ObjectStoreConformance {
    /// Keys that a store could take for each other, or put in the wrong order: bytes around the slash, keys below keys, and
    /// names as long as a key may be.
    static let oddKeys: [String] = {
        let hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        let long = String(repeating: "l", count: 512)
        return [
            "a", "a-", "a-/x", "a.", "a./x", "a/b", "a/b/c", "a/b-c", "a0", "a=", "A", "Z", "_", "-", ".a", "..a",
            "a..",
            "...", "=", "a_b", "aa", "a/a", "a/-", "ab", "ab/x", "ab-\(hash)", "ab\(hash)", "ab\(hash)/x",
            "blobs/sha256/\(hash)", "blobs/sha256/0\(hash.dropLast())", "blobs/sha256/01", "blobs/sha256/01/2",
            "blobs/sha256", "blobs/sha256-/x", long, "\(long.dropLast())m", "\(long.prefix(300))/\(long.prefix(200))",
            "\(long.prefix(300))", "\(long.prefix(202))", "\(long.prefix(201))", "\(long.prefix(200))",
            "\(long.prefix(199))/.-", "\(long.prefix(200))./l", "\(long.prefix(200))../l", "\(long.prefix(200))/l",
            Array(repeating: "d", count: 256).joined(separator: "/"),
            String(repeating: ".", count: 33), String(repeating: "-", count: 400),
        ]
    }()

    static let listingLaws = [
        ObjectStoreConformance("a listing that is cancelled throws, and never ends early") { store in
            for index in 0..<600 { _ = try await store.put([], at: ObjectKey("k\(index)"), condition: .always) }
            let objects = store.list(prefix: "")
            let reader = Task {
                var count = 0
                for try await _ in objects {
                    count += 1
                    while count == 3, !Task.isCancelled { await Task.yield() }
                }
                return count
            }
            reader.cancel()
            await #expect(throws: (any Error).self) { _ = try await reader.value }
        },
        ObjectStoreConformance("odd and long keys are objects of their own") { store in
            let keys = try oddKeys.map { try ObjectKey($0) }
            for (index, key) in keys.enumerated() {
                #expect(try await store.put([UInt8(index)], at: key, condition: .absent), "\(key)")
            }
            for (index, key) in keys.enumerated() {
                #expect(try await store.contents(key) == [UInt8(index)], "\(key)")
                try await store.delete(key)
            }
            #expect(try await store.keys() == [])
        },
        ObjectStoreConformance("a listing has the order of the keys' bytes, and a prefix is text") { store in
            for key in oddKeys {
                _ = try await store.put(Array(key.utf8), at: try ObjectKey(key), condition: .always)
            }
            let sorted = oddKeys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            let prefixes = [
                "", "a", "a/", "a-", "a/b", "ab", "ab0", "blobs/", "blobs/sha256", "blobs/sha256/0", "blobs/sha256/01/",
                "blobs/sha256/0123456789abcdef0", "l", String(repeating: "l", count: 201), "zzz", "a//", "/", "ü",
            ]
            for prefix in prefixes {
                #expect(try await store.keys(prefix) == sorted.filter { $0.hasPrefix(prefix) }, "\(prefix)")
            }
            for try await found in store.list(prefix: "") { #expect(found.size == Int64(found.key.value.utf8.count)) }
        },
        ObjectStoreConformance("a listing of a thousand objects is complete and in order") { store in
            var random = SeededGenerator(seed: 5)
            var expected: [String] = []
            for _ in 0..<1000 {
                let key = "many/\(String(random.next(), radix: 16))\(String(random.next(), radix: 16))00000000"
                _ = try await store.put([], at: try ObjectKey(key), condition: .always)
                expected.append(key)
            }
            #expect(try await store.keys("many/") == expected.sorted())
        },
        ObjectStoreConformance("objects that stay are listed while others come and go") { store in
            let staying = try (0..<50).map { try ObjectKey("stay/\($0)") }
            for key in staying { _ = try await store.put([1], at: key, condition: .always) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for index in 0..<100 {
                        let key = try ObjectKey("stay/come-and-go-\(index)")
                        _ = try await store.put([2], at: key, condition: .always)
                        try await store.delete(key)
                    }
                }
                for _ in 0..<10 {
                    let seen = Set(try await store.keys("stay/"))
                    #expect(seen.isSuperset(of: staying.map(\.value)))
                }
                try await group.waitForAll()
            }
        },
    ]
}
