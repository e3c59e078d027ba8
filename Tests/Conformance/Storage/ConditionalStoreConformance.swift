package import Storage
import Testing

/// One law of ``ConditionalStore``. A test suite for a store checks them all, each under its own name, with one line:
///
///     @Test(arguments: ConditionalStoreConformance.laws)
///     func keepsTheLaw(_ law: ConditionalStoreConformance) async throws { try await law.check(MemoryStore()) }
package struct ConditionalStoreConformance: Sendable, CustomTestStringConvertible {
    /// What the law promises.
    package let name: String
    /// Checks it on a store that is empty.
    package let check: @Sendable (any ConditionalStore) async throws -> Void

    package var testDescription: String { name }

    private init(_ name: String, _ check: @escaping @Sendable (any ConditionalStore) async throws -> Void) {
        self.name = name
        self.check = check
    }

    /// Every law.
    package static let laws = [
        ConditionalStoreConformance("only what is absent is created") { store in
            let key = try ObjectKey("a/key")
            #expect(try await store.readVersion(key) == nil)
            let version = try #require(try await store.replace(key, nil, with: [1]))
            #expect(try await store.replace(key, nil, with: [2]) == nil)
            let found = try #require(try await store.readVersion(key))
            #expect(found.bytes == [1])
            #expect(found.version == version)
        },
        ConditionalStoreConformance("only what is known is replaced, and then has another version") { store in
            let key = try ObjectKey("key")
            var versions = [try #require(try await store.replace(key, nil, with: [0]))]
            for byte in UInt8(1)...5 {
                let last = try #require(versions.last)
                versions.append(try #require(try await store.replace(key, last, with: [byte])))
                for old in versions.dropLast() { #expect(try await store.replace(key, old, with: [99]) == nil) }
                #expect(try await store.readVersion(key)?.bytes == [byte])
            }
            #expect(Set(versions).count == versions.count)
        },
        ConditionalStoreConformance("other ways of writing change the version, too") { store in
            let key = try ObjectKey("key")
            let first = try #require(try await store.replace(key, nil, with: [1]))
            _ = try await store.put([2], at: key, condition: .always)
            #expect(try await store.replace(key, first, with: [3]) == nil)
            let second = try #require(try await store.readVersion(key)).version
            #expect(try await store.put([4], at: key, condition: .absent) == false)
            #expect(try await store.replace(key, second, with: [5]) != nil)
            #expect(try await store.readAll(key) == [5])
        },
        ConditionalStoreConformance("what was removed is not brought back by who knew it") { store in
            let key = try ObjectKey("key")
            let version = try #require(try await store.replace(key, nil, with: [1]))
            try await store.delete(key)
            #expect(try await store.replace(key, version, with: [2]) == nil)
            #expect(try await store.stat(key) == nil)
            #expect(try await store.replace(key, nil, with: [3]) != nil)
        },
        ConditionalStoreConformance("of thirty writers who know the same one succeeds") { store in
            let key = try ObjectKey("contended")
            var version: ObjectVersion?
            for round in UInt8(0)..<3 {
                let known = version
                let winners = try await withThrowingTaskGroup(of: (UInt8, ObjectVersion)?.self) { group in
                    for writer in UInt8(0)..<30 {
                        group.addTask {
                            try await store.replace(key, known, with: [round, writer]).map { (writer, $0) }
                        }
                    }
                    return try await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
                }
                let winner = try #require(winners.first)
                #expect(winners.count == 1)
                #expect(try await store.readVersion(key)?.bytes == [round, winner.0])
                version = winner.1
            }
        },
        ConditionalStoreConformance("the store is found to keep conditions, and nothing is left of the trial") {
            store in
            #expect(try await store.keepsConditions(in: "trial"))
            for try await object in store.list(prefix: "") { Issue.record("\(object.key) is there") }
        },
    ]
}
