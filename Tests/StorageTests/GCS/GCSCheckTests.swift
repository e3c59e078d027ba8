import Conformance
import Storage
import Testing

@Suite struct GCSCheckTests {
    @Test func `a bucket that can be used passes and stays empty`() async throws {
        let fixture = try await GCSFixture(wantsTokens: true, login: .serviceAccount)
        try await fixture.store.check()
        #expect(fixture.names == [])
    }

    @Test func `a missing bucket is named, by every request`() async throws {
        let fixture = try await GCSFixture()
        fixture.server.removeBucket()
        let words = "the bucket 'images' does not exist"
        await expectError(.failed, naming: words) { try await fixture.store.check() }
        let key = try ObjectKey("a")
        await expectError(.failed, naming: words) { _ = try await fixture.store.stat(key) }
        await expectError(.failed, naming: words) { try await fixture.store.delete(key) }
        await expectError(.failed, naming: words) { _ = try await fixture.store.put([], at: key, condition: .always) }
    }

    @Test func `a bucket without permission to write is refused, with the role that would help`() async throws {
        let fixture = try await GCSFixture()
        fixture.server.makeReadOnly()
        await expectError(.denied, naming: "objects cannot be written") { try await fixture.store.check() }
        await expectError(.denied, naming: "Storage Object Admin") { try await fixture.store.check() }
    }

    @Test func `a bucket without permission to list or remove is refused`() async throws {
        let fixture = try await GCSFixture()
        fixture.server.fail(.list, .status(403))
        await expectError(.denied, naming: "objects cannot be listed") { try await fixture.store.check() }
        fixture.server.fail(.delete, .status(403))
        await expectError(.denied, naming: "objects cannot be removed") { try await fixture.store.check() }
    }
}
