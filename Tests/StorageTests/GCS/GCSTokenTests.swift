import Conformance
import CryptoExtras
import FoundationEssentials
import Synchronization
import Testing

@testable import Storage

@Suite struct GCSTokenTests {
    private static let key = "k"

    private static func put(_ fixture: GCSFixture) async throws -> Bool {
        try await fixture.store.put([1], at: try ObjectKey(key), condition: .always)
    }

    @Test func `a service account's assertion says who asks for what, and is signed by its key`() async throws {
        let fixture = try await GCSFixture(wantsTokens: true, login: .serviceAccount)
        #expect(try await Self.put(fixture))
        let parts = try #require(fixture.server.assertions.first).split(separator: ".")
        try #require(parts.count == 3)
        let texts = try parts.prefix(2).map { String(decoding: try #require(GCSServer.base64URL($0)), as: UTF8.self) }
        #expect(texts[0] == #"{"alg":"RS256","kid":"key-1","typ":"JWT"}"#)
        #expect(texts[1].contains(#""iss":"\#(GCSFixture.email)""#))
        #expect(texts[1].contains(#""aud":"\#(fixture.server.endpoint)/token""#))
        #expect(texts[1].contains(#""scope":"https://www.googleapis.com/auth/devstorage.read_write""#))
        let signature = _RSA.Signing.RSASignature(rawRepresentation: Data(try #require(GCSServer.base64URL(parts[2]))))
        #expect(
            GCSFixture.key.publicKey.isValidSignature(
                signature, for: Data("\(parts[0]).\(parts[1])".utf8), padding: .insecurePKCS1v1_5))
    }

    @Test func `a signed-in user's refresh token gives a token`() async throws {
        let fixture = try await GCSFixture(wantsTokens: true, login: .user)
        #expect(try await Self.put(fixture))
        #expect(fixture.server.assertions == ["client hush refresh"])
    }

    @Test func `the metadata server gives a token to the machine`() async throws {
        let fixture = try await GCSFixture(wantsTokens: true, login: .metadataServer)
        #expect(try await Self.put(fixture))
        #expect(fixture.server.count(.token) == 1)
    }

    @Test func `many who need a token wait for one`() async throws {
        let fixture = try await GCSFixture(wantsTokens: true, login: .serviceAccount)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { try await Self.put(fixture) } }
            for try await isWritten in group { #expect(isWritten) }
        }
        #expect(fixture.server.count(.token) == 1)
    }

    @Test func `a token is renewed before it ends`() async throws {
        let now = Mutex<Int64>(CloudClock.system())
        let fixture = try await GCSFixture(
            wantsTokens: true, login: .metadataServer, clock: CloudClock(machine: { now.withLock { $0 } }))
        let seconds: [(Int64, Int)] = [(0, 1), (3000, 1), (3600 - 200, 2)]
        for (ahead, tokens) in seconds {
            fixture.server.setClock(ahead: ahead)
            now.withLock { $0 = CloudClock.system() + ahead }
            #expect(try await Self.put(fixture))
            // The old one lasts, and the new one is got meanwhile.
            while fixture.server.count(.token) < tokens { await Task.yield() }
            #expect(fixture.server.count(.token) == tokens, "\(ahead) s later")
        }
    }

    @Test func `a token that the service refuses is replaced at once, and what was refused is done`() async throws {
        let fixture = try await GCSFixture(wantsTokens: true, login: .serviceAccount)
        #expect(try await Self.put(fixture))
        fixture.server.expireTokens()
        #expect(try await fixture.store.put([2], at: try ObjectKey("absent"), condition: .absent))
        #expect(fixture.server.count(.token) == 2)
        #expect(fixture.server.count(.describe) == 0, "nothing was uncertain")
    }

    @Test func `a token that ends in the middle of an upload costs nothing`() async throws {
        let fixture = try await GCSFixture(wantsTokens: true, login: .serviceAccount)
        let bytes = [UInt8](repeating: 3, count: 1 << 20)
        try await fixture.store.upload { writer in
            try await writer.write(bytes)
            fixture.server.expireTokens()
            try await writer.write(bytes)
            fixture.server.expireTokens()
            return try ObjectKey(Self.key)
        }
        #expect(fixture.server.objects["nixery/k"]?.bytes == bytes + bytes)
    }

    @Test(arguments: [-86_400, -1000, 1000, 86_400] as [Int64])
    func `a wrong clock of this machine is put right by the service's answer`(_ ahead: Int64) async throws {
        let start = CloudClock.system()
        let fixture = try await GCSFixture(wantsTokens: true, login: .serviceAccount)
        fixture.server.setClock(ahead: ahead)
        #expect(try await Self.put(fixture))
        #expect(fixture.server.count(.token) == 2, "the first was by the wrong clock")
        let address = try #require(try await fixture.store.redirect(to: try ObjectKey(Self.key))).value
        // An hour may end meanwhile.
        let hours = [start - 2, CloudClock.system() + 2].map { CloudTime.compact($0 + ahead).prefix(11) }
        #expect(hours.contains { address.contains("X-Goog-Date=\($0)") }, "signatures go by the service's clock")
    }

    @Test func `a refused grant is an error with the service's words and no secret`() async throws {
        let fixture = try await GCSFixture(wantsTokens: true, login: .user)
        fixture.server.fail(.token, .status(401), times: 100)
        await expectError(.denied, naming: "token of the signed-in user") { _ = try await Self.put(fixture) }
    }

    @Test func `a service that gives no token that works is an error and not a loop`() async throws {
        let fixture = try await GCSFixture(wantsTokens: true, login: .serviceAccount)
        fixture.server.fail(.insert, .status(401), times: 100)
        await expectError(.denied, naming: "the server answered 401") { _ = try await Self.put(fixture) }
        #expect(fixture.server.count(.insert) == 2)
    }

    @Test func `a token server in trouble is asked again`() async throws {
        let fixture = try await GCSFixture(wantsTokens: true, login: .metadataServer)
        fixture.server.fail(.token, .status(503), times: 3)
        fixture.server.fail(.token, .cutBefore)
        #expect(try await Self.put(fixture))
        #expect(fixture.server.count(.token) == 5)
    }
}
