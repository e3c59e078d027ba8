import Conformance
import OCI
import Storage
import Testing

@testable import Host

@Suite struct BlobTrustTests {
    private let store = FaultyStore(MemoryStore())
    private let clock = Shared(ContinuousClock.now)
    private let digest = Digest(of: Array("blob".utf8))

    private var trust: BlobTrust {
        BlobTrust(store: store, lifetime: .seconds(300), now: { [clock] in clock.withLock { $0 } })
    }

    @Test func looksAgainWhenItsTimeIsOver() async throws {
        let trust = trust
        _ = try await store.put(Array("blob".utf8), at: .blob(digest), condition: .always)
        #expect(try await trust.isThere(digest))
        clock.withLock { $0 += .seconds(299) }
        #expect(try await trust.isThere(digest))
        #expect(store.calls(.stat) == 1)
        clock.withLock { $0 += .seconds(2) }
        #expect(try await trust.isThere(digest))
        #expect(store.calls(.stat) == 2)
    }

    @Test func aLookThatFindsNothingIsNotBelieved() async throws {
        let trust = trust
        #expect(try await !trust.isThere(digest))
        _ = try await store.put(Array("blob".utf8), at: .blob(digest), condition: .always)
        #expect(try await trust.isThere(digest))
    }

    @Test func distrustMakesItLookAgain() async throws {
        let trust = trust
        trust.stored(digest)
        #expect(try await trust.isThere(digest))
        #expect(store.calls(.stat) == 0)
        trust.distrust(digest)
        #expect(try await !trust.isThere(digest))
    }

    @Test func `a damaged blob counts as gone until it is stored anew`() async throws {
        let trust = trust
        _ = try await store.put(Array("blob".utf8), at: .blob(digest), condition: .always)
        let written = try #require(try await store.stat(.blob(digest))).modified
        trust.stored(digest)
        trust.foundDamaged(digest, written: written)
        #expect(try await !trust.isThere(digest))
        #expect(try await trust.missing(of: [digest]) == [digest])
        trust.stored(digest)
        let looks = store.calls(.stat)
        #expect(try await trust.isThere(digest))
        #expect(store.calls(.stat) == looks)
    }

    @Test func `a damaged blob that another process stored anew is there again`() async throws {
        let trust = trust
        _ = try await store.put(Array("blob".utf8), at: .blob(digest), condition: .always)
        let written = try #require(try await store.stat(.blob(digest))).modified
        trust.foundDamaged(digest, written: written - 1)
        #expect(try await trust.isThere(digest))
    }

    @Test func namesEveryBlobThatIsGone() async throws {
        let trust = trust
        let digests = (0..<20).map { Digest(of: [UInt8($0)]) }
        for digest in digests[..<10] { _ = try await store.put([1], at: .blob(digest), condition: .always) }
        #expect(try await Set(trust.missing(of: digests)) == Set(digests[10...]))
    }

    @Test func aStoreThatCannotBeAskedIsAnErrorAndNotALoss() async throws {
        store.fail(.stat, with: .failed)
        await #expect(throws: StorageError.self) { try await trust.missing(of: [digest]) }
    }
}
