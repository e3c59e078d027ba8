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

    @Test func `a signed address gives anybody that object, for a while`() async throws {
        let fixture = try await GCSFixture(wantsTokens: true, login: .serviceAccount)
        let key = try ObjectKey("blobs/sha256=1")
        for key in [key, try ObjectKey("blobs/other")] {
            _ = try await fixture.store.put([1, 2, 3], at: key, condition: .always)
        }
        let address = try #require(try await fixture.store.redirect(to: key)).value
        #expect(try await get(address).body == [1, 2, 3])
        let part = try await get(address, [("Range", "bytes=1-1")])
        #expect(part.status == 206 && part.body == [2])
        for forged in [("sha256%3D1", "other"), ("Expires=300", "Expires=301"), ("Signature=", "Signature=0")] {
            #expect(try await get(address.replacing(forged.0, with: forged.1)).status == 403)
        }
        fixture.server.setClock(ahead: 301)
        #expect(try await get(address).status == 403)
    }

    private func get(_ address: String, _ headers: [(String, String)] = []) async throws -> CloudResponse {
        try await CloudClient().send { CloudRequest(.get, address, headers: headers) }
    }

    @Test func `without a key a public bucket's own address is given, and of a private one none`() async throws {
        let key = try ObjectKey("blobs/a")
        let fixture = try await GCSFixture { $0.isPublic = true }
        #expect(try await fixture.store.redirect(to: key)?.value == "\(fixture.server.endpoint)/images/nixery/blobs/a")
        #expect(try await GCSFixture().store.redirect(to: key) == nil)
    }
}
