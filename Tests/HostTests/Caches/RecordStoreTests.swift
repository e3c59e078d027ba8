import Conformance
import Logging
import OCI
import Storage
import Testing

@testable import Host

@Suite struct RecordStoreTests {
    private struct Note: Codable, Sendable, Hashable {
        let text: String
    }

    private let store = FaultyStore(MemoryStore())
    private let key: RecordKey<Note>
    private let garbage = Array("{\"text\":".utf8)

    init() throws { key = try RecordKey(folder: "notes", name: "one") }

    private func records(memory: Int = 1 << 20) -> RecordStore {
        RecordStore(
            store: store, memory: memory, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    @Test func aRecordIsReadOnceAndKept() async throws {
        try await records().set(Note(text: "a"), at: key)
        let reader = records()
        for _ in 0..<3 { #expect(try await reader.get(key) == Note(text: "a")) }
        #expect(store.calls(.read) == 1)
        #expect(try await reader.getStored(key) == Note(text: "a"))
        #expect(store.calls(.read) == 2, "unless the store itself is asked")
    }

    @Test func whatIsAbsentIsAskedForAgain() async throws {
        let reader = records()
        #expect(try await reader.get(key) == nil)
        try await records().set(Note(text: "a"), at: key)
        #expect(try await reader.get(key) == Note(text: "a"))
    }

    @Test func anUnreadableRecordIsAsGoodAsAbsent() async throws {
        _ = try await store.put(garbage, at: key.object, condition: .always)
        let records = records()
        #expect(try await records.get(key) == nil)
        #expect(try await records.setIfAbsent(Note(text: "new"), at: key).record == Note(text: "new"))
        #expect(try await self.records().get(key) == Note(text: "new"))
    }

    @Test func theFirstOfTwoWritersWins() async throws {
        let first = try await records().setIfAbsent(Note(text: "first"), at: key)
        #expect(first.record == Note(text: "first") && first.isNew)
        let second = try await records().setIfAbsent(Note(text: "second"), at: key)
        #expect(second.record == Note(text: "first") && !second.isNew)
    }

    @Test func aFailedWriteIsNotRemembered() async throws {
        let records = records()
        store.fail(.put, calls: 1...2, with: .full)
        await #expect(throws: StorageError.self) { try await records.set(Note(text: "a"), at: key) }
        await #expect(throws: StorageError.self) { try await records.setIfAbsent(Note(text: "a"), at: key) }
        #expect(try await records.get(key) == nil)
    }

    @Test func aRemovedRecordIsGone() async throws {
        let records = records()
        try await records.set(Note(text: "a"), at: key)
        try await records.remove(key)
        #expect(try await records.get(key) == nil)
    }

    @Test func aRecordTooLargeForTheTableIsReadEachTime() async throws {
        let records = records(memory: 10)
        try await records.set(Note(text: "longer than five bytes"), at: key)
        for _ in 0..<2 { #expect(try await records.get(key) != nil) }
        #expect(store.calls(.read) == 2)
    }
}
