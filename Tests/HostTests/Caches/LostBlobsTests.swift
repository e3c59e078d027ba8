import Conformance
import OCI
import Storage
import Testing

@testable import Host

/// What registries on one store tell each other of lost blobs.
@Suite struct LostBlobsTests {
    private let store = FaultyStore(MemoryStore())
    private let clock = Shared(ContinuousClock.now)
    private let bytes = Array("blob".utf8)
    private var digest: Digest { Digest(of: bytes) }

    private func registry() -> (lost: LostBlobs, trust: BlobTrust) {
        let now = { @Sendable [clock] in clock.withLock { $0 } }
        let trust = BlobTrust(store: store, lifetime: .seconds(300), now: now)
        return (LostBlobs(store: store, trust: trust, logger: EngineBench.logger, now: now), trust)
    }

    /// Stores the blob, as one that was packed or pulled.
    private func storeBlob(isLayer: Bool = true) async throws {
        _ = try await store.put(bytes, at: .blob(digest), condition: .always)
        let record = isLayer ? try OriginRecord.key(digest).object : try PullRecord.key(digest).object
        _ = try await store.put(Array("{}".utf8), at: record, condition: .always)
    }

    @Test(arguments: [true, false])
    func `what one finds gone the others do not believe in any longer`(isLayer: Bool) async throws {
        try await storeBlob(isLayer: isLayer)
        let (one, other) = (registry(), registry())
        try await other.lost.hear()
        for trust in [one.trust, other.trust] { #expect(try await trust.isThere(digest)) }
        try await store.delete(.blob(digest))
        one.lost.found(missing: digest)
        await one.lost.finish()
        #expect(try await !one.trust.isThere(digest))
        try await other.lost.hear()
        #expect(try await other.trust.isThere(digest), "it heard a moment ago")
        clock.withLock { $0 += LostBlobs.pause }
        try await other.lost.hear()
        #expect(try await !other.trust.isThere(digest))
        // It is told once, not each time it is heard.
        other.trust.stored(digest)
        clock.withLock { $0 += LostBlobs.pause }
        try await other.lost.hear()
        #expect(try await other.trust.isThere(digest))
    }

    @Test func `what one finds damaged is gone for the others too, until anybody stores it anew`() async throws {
        try await storeBlob()
        let (one, other) = (registry(), registry())
        #expect(try await other.trust.isThere(digest))
        try await one.lost.found(damaged: digest)
        await one.lost.finish()
        #expect(try await !one.trust.isThere(digest))
        try await other.lost.hear()
        #expect(try await !other.trust.isThere(digest))
        let written = try #require(try await store.stat(.blob(digest))).modified
        // Times are in whole seconds, by a clock that may be some milliseconds late.
        while WallClock.seconds() < Double(written + 1) + 0.1 { try await Task.sleep(for: .milliseconds(20)) }
        _ = try await store.put(bytes, at: .blob(digest), condition: .always)
        for trust in [one.trust, other.trust] { #expect(try await trust.isThere(digest)) }
    }

    @Test func `what clients ask for again and again is told of once in a while`() async throws {
        try await storeBlob()
        try await store.delete(.blob(digest))
        let (lost, _) = registry()
        let before = store.calls(.put)
        for calls in [1, 1, 2] {
            for _ in 0..<10 { lost.found(missing: digest) }
            await lost.finish()
            #expect(store.calls(.put) == before + calls)
            if calls == 1 { clock.withLock { $0 += LostBlobs.pause / 2 } }
        }
    }

    @Test func `anybody may ask for any digest: nothing is written of one that was never here`() async throws {
        let (lost, _) = registry()
        for number in 0..<10 { lost.found(missing: Digest(of: [UInt8(number)])) }
        await lost.finish()
        #expect(store.calls(.put) == 0)
    }

    @Test func `a store in trouble is no error for the client`() async throws {
        try await storeBlob()
        let (lost, _) = registry()
        store.fail(.stat, with: .failed)
        lost.found(missing: digest)
        await lost.finish()
        #expect(try await store.stat(LostBlob.key(digest).object) == nil)
    }
}
