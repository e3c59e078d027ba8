import Storage
import Testing

extension ObjectStoreConformance {
    /// Thrown by uploads that are meant to fail.
    private struct Interruption: Error {}

    static let uploadingLaws = [
        ObjectStoreConformance("an upload shows when it is over and not before") { store in
            let key = try ObjectKey("uploads/new")
            let bytes = [UInt8](repeating: 5, count: 900_000)
            let said = try await store.upload { writer in
                try await writer.write(bytes)
                try await writer.write([1, 2, 3])
                #expect(try await store.stat(key) == nil)
                #expect(try await store.keys() == [])
                return key
            }
            #expect(said == key)
            #expect(try await store.stat(key)?.size == 900_003)
            #expect(try await store.contents(key) == bytes + [1, 2, 3])
            #expect(try await store.keys() == [key.value])
        },
        ObjectStoreConformance("an upload without bytes is an empty object") { store in
            let key = try ObjectKey("uploads/empty")
            try await store.upload { _ in key }
            #expect(try await store.stat(key)?.size == 0)
        },
        ObjectStoreConformance("an upload of 20 MB in odd pieces comes back the same") { store in
            let key = try ObjectKey("blobs/sha256/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
            let size = 20_000_003
            var random = SeededGenerator(seed: 3)
            let pattern = random.bytes(1_000_003)
            try await store.upload { writer in
                var random = SeededGenerator(seed: 4)
                var sent = 0
                while sent < size {
                    let start = sent % pattern.count
                    let count = min(Int.random(in: 0...400_000, using: &random), size - sent, pattern.count - start)
                    try await writer.write(Array(pattern[start..<start + count]))
                    sent += count
                }
                return key
            }
            let body = try #require(try await store.read(key, range: nil))
            #expect(body.size == Int64(size))
            var position = 0
            var isSame = true
            for try await chunk in body.chunks {
                var offset = 0
                while offset < chunk.count {
                    let start = (position + offset) % pattern.count
                    let count = min(chunk.count - offset, pattern.count - start)
                    isSame = isSame && chunk[offset..<offset + count].hasSameBytes(as: pattern[start..<start + count])
                    offset += count
                }
                position += chunk.count
            }
            #expect(position == size)
            #expect(isSame)
        },
        ObjectStoreConformance("a failed upload leaves nothing, and leaves what was there") { store in
            let key = try ObjectKey("uploads/failed")
            for written in [0, 10, 3_000_000] {
                await #expect(throws: Interruption.self) {
                    try await store.upload { writer in
                        try await writer.write([UInt8](repeating: 1, count: written))
                        throw Interruption()
                    }
                }
                #expect(try await store.keys() == [])
            }
            _ = try await store.put([9], at: key, condition: .always)
            await #expect(throws: Interruption.self) {
                try await store.upload { writer in
                    try await writer.write([UInt8](repeating: 1, count: 3_000_000))
                    throw Interruption()
                }
            }
            #expect(try await store.contents(key) == [9])
            #expect(try await store.keys() == [key.value])
        },
        ObjectStoreConformance("a cancelled upload leaves nothing, even if its body goes on to the end") { store in
            let key = try ObjectKey("uploads/cancelled")
            let upload = Task {
                try await store.upload { writer in
                    try await writer.write([UInt8](repeating: 1, count: 500_000))
                    while !Task.isCancelled { await Task.yield() }
                    return key
                }
            }
            upload.cancel()
            await #expect(throws: (any Error).self) { _ = try await upload.value }
            #expect(try await store.stat(key) == nil)
            #expect(try await store.keys() == [])
        },
        ObjectStoreConformance("an upload replaces, and uploads at once to one key never mix") { store in
            let key = try ObjectKey("uploads/shared")
            _ = try await store.put([1], at: key, condition: .always)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for value in UInt8(1)...10 {
                    group.addTask {
                        try await store.upload { writer in
                            for _ in 0..<4 {
                                try await writer.write([UInt8](repeating: value, count: 100_000 + Int(value)))
                                await Task.yield()
                            }
                            return key
                        }
                    }
                }
                try await group.waitForAll()
            }
            let bytes = try #require(try await store.contents(key))
            let value = try #require(bytes.first)
            #expect(bytes == [UInt8](repeating: value, count: 4 * (100_000 + Int(value))))
        },
    ]
}
