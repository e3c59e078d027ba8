import Storage
import Testing

extension ObjectStoreConformance {
    static let puttingLaws = [
        ObjectStoreConformance("what was put is seen at once by stat, read and list") { store in
            for index in 0..<20 {
                let key = try ObjectKey("puts/\(index)")
                let bytes = [UInt8](repeating: UInt8(index), count: index * 1000)
                #expect(try await store.put(bytes, at: key, condition: index.isMultiple(of: 2) ? .always : .absent))
                let info = try #require(try await store.stat(key))
                #expect(info.key == key)
                #expect(info.size == Int64(bytes.count))
                #expect(info.modified > 0)
                #expect(try await store.contents(key) == bytes)
                #expect(try await store.keys("puts/\(index)") == [key.value])
            }
        },
        ObjectStoreConformance("a put replaces, unless only an absent object may be written") { store in
            let key = try ObjectKey("replaced")
            #expect(try await store.put([1], at: key, condition: .absent))
            #expect(try await store.put([2, 2], at: key, condition: .absent) == false)
            #expect(try await store.contents(key) == [1])
            #expect(try await store.put([3, 3, 3], at: key, condition: .always))
            #expect(try await store.contents(key) == [3, 3, 3])
            #expect(try await store.stat(key)?.size == 3)
            try await store.delete(key)
            #expect(try await store.put([4], at: key, condition: .absent))
            #expect(try await store.contents(key) == [4])
        },
        ObjectStoreConformance("of fifty writers of an absent object exactly one wins") { store in
            let key = try ObjectKey("contended/key")
            let winners = try await withThrowingTaskGroup(of: UInt8?.self) { group in
                for writer in UInt8(0)..<50 {
                    group.addTask {
                        let bytes = [UInt8](repeating: writer, count: 1000 + Int(writer))
                        return try await store.put(bytes, at: key, condition: .absent) ? writer : nil
                    }
                }
                return try await group.reduce(into: [UInt8]()) { $0 += $1.map { [$0] } ?? [] }
            }
            let winner = try #require(winners.first)
            #expect(winners.count == 1)
            #expect(try await store.contents(key) == [UInt8](repeating: winner, count: 1000 + Int(winner)))
            #expect(try await store.keys() == [key.value])
        },
        ObjectStoreConformance("values of concurrent writers never mix, nor does a reader see half of one") { store in
            let key = try ObjectKey("mixed")
            _ = try await store.put([UInt8](repeating: 0, count: 300_000), at: key, condition: .always)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for value in UInt8(1)...20 {
                    group.addTask {
                        let bytes = [UInt8](repeating: value, count: 300_000 + Int(value))
                        _ = try await store.put(bytes, at: key, condition: .always)
                    }
                    group.addTask {
                        let seen = try #require(try await store.contents(key))
                        let value = try #require(seen.first)
                        #expect(seen == [UInt8](repeating: value, count: 300_000 + Int(value)))
                    }
                }
                try await group.waitForAll()
            }
        },
        ObjectStoreConformance("deleting removes one object and no other, however often") { store in
            let keys = try ["d/a", "d/a/b", "d/ab", "d/a-b"].map { try ObjectKey($0) }
            for key in keys { _ = try await store.put(Array(key.value.utf8), at: key, condition: .always) }
            for (count, key) in keys.enumerated() {
                try await store.delete(key)
                try await store.delete(key)
                #expect(try await store.stat(key) == nil)
                #expect(try await store.read(key, range: nil) == nil)
                #expect(try await store.keys().count == keys.count - count - 1)
            }
        },
    ]
}
