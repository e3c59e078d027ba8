import Logging
import OCI
import Storage
import Synchronization
import Testing

@testable import Host

/// Builds are refused before the space is used up, by what is free and by what is under way.
@Suite struct SpaceFloorTests {
    @Test(arguments: [(free: Int64(100), isRefused: false), (99, true), (0, true)])
    func `a build needs the minimum`(free: Int64, isRefused: Bool) async throws {
        let refusals = Mutex(0)
        let floor = try #require(Self.floor(RoomyStore(free)) { _ in refusals.withLock { $0 += 1 } })
        if isRefused {
            let error = await #expect(throws: RegistryError.self) { try await floor.check() }
            #expect(error?.code == .unavailable)
        } else {
            try await floor.check()
        }
        #expect(refusals.withLock { $0 } == (isRefused ? 1 : 0))
    }

    @Test func `what is under way is set aside, until it is written or given up`() async throws {
        let store = RoomyStore(1000)
        let floor = try #require(Self.floor(store))
        do {
            let first = try await floor.reserve(600)
            await #expect(throws: RegistryError.self) { _ = try await floor.reserve(400) }
            // What is written is not free any more, and not reserved either.
            first.wrote(500)
            store.free.withLock { $0 = 500 }
            await #expect(throws: RegistryError.self) { _ = try await floor.reserve(400) }
            let second = try await floor.reserve(300)
            second.wrote(200)
            store.free.withLock { $0 = 300 }
            // Compressed more than was thought.
            first.wrote(900)
            _ = try await floor.reserve(100)
        }
        store.free.withLock { $0 = 1000 }
        _ = try await floor.reserve(900)
    }

    @Test func `a store without limits has no floor`() {
        #expect(SpaceFloor.of(MemoryStore(), minimum: 100, logger: EngineBench.logger, observe: { _ in }) == nil)
        #expect(SpaceFloor.of(RoomyStore(1), minimum: 0, logger: EngineBench.logger, observe: { _ in }) == nil)
    }

    private static func floor(_ store: RoomyStore, observe: @escaping BuildObserver = { _ in }) -> SpaceFloor? {
        SpaceFloor.of(store, minimum: 100, logger: EngineBench.logger, observe: observe)
    }
}

/// Says that so much is free.
private final class RoomyStore: ObjectStore, SpaceReporting {
    let free: Mutex<Int64>
    private let store = MemoryStore()
    let name = "roomy"

    init(_ free: Int64) { self.free = Mutex(free) }

    func freeSpace() async throws -> Int64 { free.withLock { $0 } }

    func stat(_ key: ObjectKey) async throws -> ObjectInfo? { try await store.stat(key) }
    func read(_ key: ObjectKey, range: Range<Int64>?) async throws -> ObjectBody? {
        try await store.read(key, range: range)
    }
    func put(_ bytes: [UInt8], at key: ObjectKey, condition: WriteCondition) async throws -> Bool {
        try await store.put(bytes, at: key, condition: condition)
    }
    @discardableResult
    func upload(_ body: (any ObjectWriter) async throws -> ObjectKey) async throws -> ObjectKey {
        try await store.upload(body)
    }
    func delete(_ key: ObjectKey) async throws { try await store.delete(key) }
    func list(prefix: String) -> ObjectStream<ObjectInfo> { store.list(prefix: prefix) }
}
