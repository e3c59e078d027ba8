import Conformance
import CryptoExtras
import FoundationEssentials
import Testing

@testable import Storage

@Suite struct GCSRedirectTests {
    @Test func `a service account's key signs an address of the object for five minutes`() async throws {
        let fixture = try await GCSFixture(login: .serviceAccount, clock: CloudClock(machine: { 1_549_011_600 }))
        let address = try #require(try await fixture.store.redirect(to: try ObjectKey("blobs/a=b"))).value
        let start = "\(fixture.server.endpoint)/images/nixery/blobs/a%3Db?X-Goog-Algorithm=GOOG4-RSA-SHA256&"
        #expect(address.hasPrefix(start))
        #expect(address.contains("&X-Goog-Date=20190201T090000Z&X-Goog-Expires=300&"))
        #expect(fixture.server.requests.isEmpty, "it is made here")
    }

    @Test func `without a key a public bucket's own address is given, and of a private one none`() async throws {
        let key = try ObjectKey("blobs/a")
        let fixture = try await GCSFixture { $0.isPublic = true }
        #expect(try await fixture.store.redirect(to: key)?.value == "\(fixture.server.endpoint)/images/nixery/blobs/a")
        #expect(try await GCSFixture().store.redirect(to: key) == nil)
    }
}
