import Archive
import Conformance
import Layering
import SystemPackage
import Testing

@testable import Host

@Suite struct PopularityFileTests {
    private static let text = #"{"glibc-2.40": 31337, "zlib": 0}"#
    private static let expected = Popularity(["glibc-2.40": 31337, "zlib": 0])

    private func read(_ place: String, silence: Duration = .seconds(60)) async throws -> Popularity {
        var limits = NetworkLimits()
        limits.silence = silence
        return try await PopularityFile(place, environment: [:], limits: limits).read()
    }

    @Test func `A path, a file URL and a server give it, compressed or not`() async throws {
        try await withTemporaryFolder { folder in
            let compressed = try GzipMember.compress(Array(Self.text.utf8))
            let server = try ScriptedServer { request in
                switch request.target {
                case "/moved": .redirect("/plain?token=1")
                case "/plain?token=1": .text(Self.text)
                default: .answer(200, body: compressed)
                }
            }
            defer { server.stop() }
            let file = folder.appending("a file, 100% of it.json")
            try file.write(Self.text)
            try folder.appending("plain.json").write(Self.text)
            for place in [
                file.string, "file://\(folder)/plain.json", server.url("/moved"), server.url("/plain?token=1"),
                server.url("/counts.json.gz"),
            ] {
                #expect(try await read(place) == Self.expected, "\(place)")
            }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let reply: ScriptedServer.Reply
        /// A part of the message.
        let text: String
        var testDescription: String { text }
    }

    static let failures = [
        Case(reply: .answer(404), text: "there is nothing at"),
        Case(reply: .answer(503), text: "the server answered 503"),
        Case(reply: .cutOff(Array(text.utf8), after: 5), text: "closed the connection before the end"),
        Case(reply: .stall(Array(text.utf8), after: 5), text: "sent nothing for"),
        Case(reply: .silence, text: "sent nothing for"),
        Case(reply: .redirect("ftp://example.org/x"), text: "redirects to where it must not"),
        // No JSON, and JSON of another shape.
        Case(reply: .text("<html>"), text: "is no JSON object of package names and whole numbers"),
        Case(reply: .text(""), text: "is no JSON object of package names and whole numbers"),
        Case(reply: .text("[1]"), text: "is no JSON object of package names and whole numbers"),
        Case(reply: .text(#"{"a": "1"}"#), text: "is no JSON object of package names and whole numbers"),
        Case(reply: .text(#"{"a": 1.5}"#), text: "is no JSON object of package names and whole numbers"),
        Case(
            reply: .text(#"{"a": 99999999999999999999}"#), text: "is no JSON object of package names and whole numbers"),
        // A count that cannot be.
        Case(reply: .text(#"{"b": 1, "a": -1}"#), text: "gives 'a' a count that is not from 0 to 2^40"),
        Case(
            reply: .text(#"{"b": 1, "a": 9223372036854775807}"#), text: "gives 'a' a count that is not from 0 to 2^40"),
        // The start of gzip, and no more.
        Case(reply: .answer(200, body: [0x1F, 0x8B, 8, 0]), text: "it does not decompress"),
    ]

    @Test(arguments: failures)
    func `A failure says which setting, why, and how to go on; never a query`(example: Case) async throws {
        let server = try ScriptedServer { _ in example.reply }
        defer { server.stop() }
        let silence: Duration = example.text == "sent nothing for" ? .milliseconds(300) : .seconds(60)
        let error = await #expect(throws: PopularityFileError.self) {
            _ = try await read(server.url("/counts.json?token=s3cret"), silence: silence)
        }
        let message = try #require(error?.description)
        #expect(message.hasPrefix("'layering.popularity' cannot be used: "))
        #expect(message.contains(example.text), "\(message)")
        #expect(message.hasSuffix("; without this setting all packages count alike"))
        #expect(!message.contains("s3cret"))
    }

    @Test func `A dead server, a missing file and an address with a password are refused`() async throws {
        let server = try ScriptedServer { _ in .silence }
        let dead = server.url("/counts.json?token=s3cret")
        server.stop()
        for place in [dead, "/nowhere/counts.json", "http://user:s3cret@127.0.0.1/x", "ftp://127.0.0.1/s"] {
            let error = await #expect(throws: PopularityFileError.self, "\(place)") { _ = try await read(place) }
            #expect(error?.description.contains("s3cret") == false)
        }
    }
}
