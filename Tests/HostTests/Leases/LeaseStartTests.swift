import Conformance
import Storage
import Testing

@testable import Host

/// Whether there are leases at all.
@Suite struct LeaseStartTests {
    @Test func `a store that keeps conditions has leases`() async throws {
        #expect(try await start(MemoryStore()) != nil)
    }

    @Test func `a lifetime of zero turns leases off, and nothing is tried`() async throws {
        let store = FaultyStore(MemoryStore())
        #expect(try await start(store, lifetime: .zero) == nil)
        #expect(store.calls(.replace) == 0)
    }

    @Test(arguments: [StorageError.Kind.unsupported, .denied])
    func `a store without conditions has no leases, and starts`(kind: StorageError.Kind) async throws {
        let store = FaultyStore(MemoryStore())
        store.fail(.replace, with: kind)
        #expect(try await start(store) == nil)
    }

    @Test func `a store that does not answer does not turn leases off for good`() async throws {
        let store = FaultyStore(MemoryStore())
        store.fail(.replace, with: .failed)
        await #expect(throws: StorageError.self) { _ = try await start(store) }
    }

    @Test(.requires("python3"), arguments: ["ignored", "refused", "creating"])
    func `a bucket that has not all conditions has no leases, and starts`(_ conditions: String) async throws {
        try await S3Server.run(["--conditions", conditions]) { server in
            var configuration = S3Configuration(bucket: S3Server.bucket)
            configuration.endpoint = server.endpoint
            let bucket = try await S3Store(configuration, environment: S3Server.environment)
            #expect(try await start(bucket) == nil)
        }
    }

    private func start(
        _ store: any ConditionalStore, lifetime: Duration = .seconds(30)
    ) async throws -> LeaseKeeper? {
        try await .start(store, lifetime: lifetime, logger: LeaseBench.logger, observe: { _ in })
    }
}
