import Glibc
import Storage
import Testing

extension ObjectStoreConformance {
    static let readingLaws = [
        ObjectStoreConformance("an absent object is nil, and deleting it is no error") { store in
            let key = try ObjectKey("not/there")
            #expect(try await store.stat(key) == nil)
            #expect(try await store.read(key, range: nil) == nil)
            #expect(try await store.read(key, range: 5..<9) == nil)
            try await store.delete(key)
            #expect(try await store.keys() == [])
        },
        ObjectStoreConformance("an empty object is there and has no bytes; no range lies in it") { store in
            let key = try ObjectKey("empty")
            #expect(try await store.put([], at: key, condition: .always))
            #expect(try await store.stat(key)?.size == 0)
            let body = try #require(try await store.read(key, range: nil))
            #expect(body.size == 0)
            #expect(body.range == 0..<0)
            #expect(try await store.contents(key) == [])
            await expect(.outOfRange) { _ = try await store.read(key, range: 0..<1) }
        },
        ObjectStoreConformance("a range gives just its bytes and is cut at the object's end") { store in
            let key = try ObjectKey("ranged")
            var random = SeededGenerator(seed: 1)
            let bytes = random.bytes(700_001)
            _ = try await store.put(bytes, at: key, condition: .always)
            let ranges: [Range<Int64>] = [
                0..<1, 0..<700_001, 1..<2, 700_000..<700_001, 262_143..<524_289, 699_990..<900_000, 0..<Int64.max,
                5..<5,
            ]
            for range in ranges {
                let expected = range.clamped(to: 0..<700_001)
                let body = try #require(try await store.read(key, range: range))
                #expect(body.size == 700_001)
                #expect(body.range == expected)
                let part = try await store.contents(key, range: range)
                #expect(part == Array(bytes[Int(expected.lowerBound)..<Int(expected.upperBound)]), "\(range)")
            }
        },
        ObjectStoreConformance("a range that starts at or after the end is out of range") { store in
            let key = try ObjectKey("short")
            _ = try await store.put([1, 2, 3], at: key, condition: .always)
            await expect(.outOfRange) { _ = try await store.read(key, range: 3..<4) }
            await expect(.outOfRange) { _ = try await store.read(key, range: 3..<3) }
            await expect(.outOfRange) { _ = try await store.read(key, range: 1_000_000..<2_000_000) }
        },
        ObjectStoreConformance("many readers of one object each get all of it") { store in
            let key = try ObjectKey("popular")
            var random = SeededGenerator(seed: 2)
            let bytes = random.bytes(3_000_000)
            _ = try await store.put(bytes, at: key, condition: .always)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await store.contents(key)?[...].hasSameBytes(as: bytes[...]) == true }
                }
                for try await isWhole in group { #expect(isWhole) }
            }
        },
        ObjectStoreConformance("a reader that is cancelled gets an error, never a shorter object") { store in
            let key = try ObjectKey("cancelled")
            _ = try await store.put([UInt8](repeating: 7, count: 2_000_000), at: key, condition: .always)
            let body = try #require(try await store.read(key, range: nil))
            let reader = Task {
                while !Task.isCancelled { await Task.yield() }
                // Nothing but the stream itself says that it was not read to its end.
                for try await _ in body.chunks {}
            }
            reader.cancel()
            await #expect(throws: (any Error).self) { _ = try await reader.value }
        },
        ObjectStoreConformance("an open file, where there is one, holds the object from its start") { store in
            let key = try ObjectKey("file")
            let bytes = Array("whole object".utf8)
            _ = try await store.put(bytes, at: key, condition: .always)
            let body = try #require(try await store.read(key, range: 6..<12))
            guard let file = body.file else { return }
            var read = [UInt8](repeating: 0, count: 64)
            let count = pread(file.descriptor, &read, read.count, 0)
            #expect(Array(read.prefix(max(0, count))) == bytes)
        },
    ]

    /// Runs something that must fail with a ``StorageError`` of one kind.
    static func expect(
        _ kind: StorageError.Kind, at location: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
    ) async {
        do {
            try await body()
            Issue.record("nothing was thrown", sourceLocation: location)
        } catch let error as StorageError {
            #expect(error.kind == kind, sourceLocation: location)
        } catch { Issue.record(error, sourceLocation: location) }
    }
}
