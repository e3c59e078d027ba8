import Conformance
import Testing

@testable import Storage

/// Writes over generations.
@Suite struct GCSConditionTests {
    @Test(arguments: ConditionalStoreConformance.laws)
    func keepsTheLaw(_ law: ConditionalStoreConformance) async throws {
        let fixture = try await GCSFixture()
        try await law.check(fixture.store)
        #expect(fixture.server.openSessions == 0)
    }

    @Test(.requiresGCSEmulator()) func `the laws are kept over the emulator, too`() async throws {
        try await TestedStore.gcsEmulator.run { make in
            for (number, law) in ConditionalStoreConformance.laws.enumerated() {
                let store = try await make("law-\(number)")
                try await law.check(#require(store as? any ConditionalStore))
            }
        }
    }

    @Test func `a service that ignores generations is found out`() async throws {
        let fixture = try await GCSFixture()
        fixture.server.ignoreConditions()
        #expect(try await fixture.store.keepsConditions(in: "trial") == false)
        #expect(fixture.names == [])
    }

    @Test(arguments: [GCSServer.Fault.cutAfter, .late])
    func `a replacement whose answer was lost counts`(_ fault: GCSServer.Fault) async throws {
        let fixture = try await GCSFixture()
        let key = try ObjectKey("key")
        let first = try #require(try await fixture.store.replace(key, nil, with: [1]))
        fixture.server.fail(.insert, fault)
        let second = try #require(try await fixture.store.replace(key, first, with: [2]))
        #expect(try await fixture.store.readVersion(key) == VersionedObject(bytes: [2], version: second))
        #expect(try await fixture.store.replace(key, first, with: [3]) == nil)
    }
}
