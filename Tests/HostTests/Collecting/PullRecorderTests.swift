import Conformance
import Logging
import OCI
import Storage
import Testing

@testable import Host

/// That pulls are noted, and that nobody notices it.
struct PullRecorderTests {
    private let memory = MemoryStore()
    private let clock = TestClock()

    private func manifest(_ type: MediaType, config: String = "config") throws -> StoredManifest {
        let digest = Digest(of: Array(config.utf8))
        let manifest = Manifest(
            mediaType: type, config: Descriptor(mediaType: .ociConfig, digest: digest, size: 6), layers: [])
        let bytes = try CanonicalJSON.encode(manifest)
        return StoredManifest(mediaType: type, digest: Digest(of: bytes), bytes: bytes)
    }

    private func recorder(_ store: any ObjectStore) -> PullRecorder {
        PullRecorder(store: store, clock: clock.now, logger: EngineBench.logger)
    }

    @Test func `an image is noted once a day, by whichever manifest and replica`() async throws {
        let store = FaultyStore(memory)
        let recorders = [recorder(store), recorder(store)]
        for recorder in recorders {
            for type in [MediaType.ociManifest, .dockerManifest, .ociManifest] {
                recorder.note(try manifest(type))
                await recorder.finish()
            }
        }
        #expect(store.keys(.put) == ["records/pulls/\(Digest(of: Array("config".utf8)).hex)"])
        clock.turn(by: 86_400)
        for recorder in recorders {
            recorder.note(try manifest(.ociManifest))
            await recorder.finish()
        }
        #expect(store.calls(.put) == 2)
        recorders[0].note(try manifest(.ociManifest, config: "other"))
        await recorders[0].finish()
        #expect(store.calls(.put) == 3)
    }

    @Test func `a pull on the same day asks the store nothing`() async throws {
        let store = FaultyStore(memory)
        let recorder = recorder(store)
        recorder.note(try manifest(.ociManifest))
        await recorder.finish()
        let reads = store.calls(.read)
        recorder.note(try manifest(.ociManifest))
        await recorder.finish()
        #expect(store.calls(.read) == reads)
    }

    @Test func `a write that fails is tried again at the next pull`() async throws {
        let store = FaultyStore(memory)
        let recorder = recorder(store)
        store.fail(.put, with: .full)
        recorder.note(try manifest(.ociManifest))
        await recorder.finish()
        #expect(store.keys(.put).isEmpty)
        recorder.note(try manifest(.ociManifest))
        await recorder.finish()
        #expect(store.keys(.put).count == 1)
    }

    @Test func `pulls by tag and by digest are noted, and go on when the store refuses`() async throws {
        let manifest = try manifest(.ociManifest)
        let store = FaultyStore(memory)
        store.fail(.read, calls: 1...Int.max, with: .failed)
        let recorder = recorder(store)
        let provider = PullNotingProvider(OneImage(manifest: manifest), recorder: recorder)
        #expect(try await provider.image(ImageName("a"), tag: .latest, logger: EngineBench.logger).oci == manifest)
        await recorder.finish()
        #expect(try await provider.manifest(manifest.digest) == manifest)
        await recorder.finish()
        #expect(store.calls(.read) == 2 && store.calls(.put) == 0)
        store.heal()
        #expect(try await provider.manifest(manifest.digest) == manifest)
        await recorder.finish()
        #expect(store.calls(.put) == 1)
    }
}

/// A provider of one image.
private struct OneImage: ImageProvider {
    let manifest: StoredManifest

    func image(_ name: ImageName, tag: OCI.Tag, logger: Logger) async throws -> ResolvedImage {
        ResolvedImage(oci: manifest, docker: nil, revision: "one")
    }

    func manifest(_ digest: Digest) async throws -> StoredManifest? { digest == manifest.digest ? manifest : nil }
    func blob(_ digest: Digest, range: Range<Int64>?) async throws -> ObjectBody? { nil }
    func address(of digest: Digest) async throws -> Secret? { nil }
    func blobSize(_ digest: Digest) async throws -> Int64? { nil }
    func tags(_ name: ImageName, logger: Logger) async throws -> [OCI.Tag]? { nil }
    func builtNames() async throws -> [String] { [] }
    func notReady() async -> String? { nil }
}
