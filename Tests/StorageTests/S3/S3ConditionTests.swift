import Conformance
import Testing

@testable import Storage

/// Writes under conditions, and services that do not have them.
@Suite(.requires("python3")) struct S3ConditionTests {
    @Test(arguments: ConditionalStoreConformance.laws)
    func keepsTheLaw(_ law: ConditionalStoreConformance) async throws {
        try await S3Server.run { server in try await law.check(try await S3Fixture.store(server.endpoint)) }
    }

    /// One process for all, because it takes long to start.
    @Test(.requires("moto_server", package: "python3-venv, then scripts/setup.sh test"))
    func `keeps the laws over moto`() async throws {
        try await MotoServer.run(bucket: S3Server.bucket) { endpoint in
            for (index, law) in ConditionalStoreConformance.laws.enumerated() {
                try await law.check(try await S3Fixture.store(endpoint, prefix: "law-\(index)/"))
            }
        }
    }

    @Test(arguments: [
        // Old services do as if nothing had been asked, or keep the older of the two conditions only.
        "ignored", "creating",
    ])
    func `a service that ignores conditions is found out`(_ conditions: String) async throws {
        try await S3Server.run(["--conditions", conditions]) { server in
            let store = try await S3Fixture.store(server.endpoint)
            try await store.check()
            #expect(store.hasConditionalWrites == (conditions == "creating"))
            #expect(try await store.keepsConditions(in: "trial") == false)
            #expect(try await server.names() == [])
        }
    }

    @Test func `a service that refuses conditions is found out`() async throws {
        try await S3Server.run(["--conditions", "refused"]) { server in
            let store = try await S3Fixture.store(server.endpoint)
            #expect(try await store.keepsConditions(in: "trial") == false)
            let error = await #expect(throws: StorageError.self) {
                try await store.replace(ObjectKey("object"), nil, with: [1])
            }
            #expect(error?.kind == .unsupported && error?.cause == "the service has no conditional writes")
            #expect(try await server.names() == [])
        }
    }

    @Test func `a replacement whose answer was lost counts, and nobody else's is taken for it`() async throws {
        try await S3Server.run { server in
            let store = try await S3Fixture.store(server.endpoint)
            let key = try ObjectKey("key")
            try await server.fail("PUT objects/key 1 lose")
            let first = try #require(try await store.replace(key, nil, with: [1]))
            try await server.fail("PUT objects/key 1 lose")
            let second = try #require(try await store.replace(key, first, with: [2]))
            #expect(try await store.readVersion(key) == VersionedObject(bytes: [2], version: second))
            try await server.fail("PUT objects/key 1 lose")
            #expect(try await store.replace(key, first, with: [3]) == nil)
        }
    }
}
