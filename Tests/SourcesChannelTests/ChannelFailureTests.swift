import Conformance
import FoundationEssentials
import Host
import OCI
import SystemPackage
import Testing

@testable import SourcesChannel

/// Servers that fail, and configurations that cannot work: each with its own message.
@Suite struct ChannelFailureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// What is broken on the server.
        let path: String
        let reply: ScriptedServer.Reply
        let text: String
        var testDescription: String { "\(path): \(text)" }

        init(_ path: String, _ reply: ScriptedServer.Reply, _ text: String) {
            (self.path, self.reply, self.text) = (path, reply, text)
        }
    }

    private static let release = "/releases/nixos-1"
    private static let tarball = release + "/nixexprs.tar.xz"

    static let cases = [
        Case("/nixos-test", .answer(503), "answered 503"),
        Case("/nixos-test", .silence, "sent nothing for"),
        Case("/nixos-test", .redirect("/nixos-test"), "redirects too often"),
        Case(release + "/git-revision", .answer(500), "answered 500"),
        Case(release + "/git-revision", .text("<html>"), "holds no commit"),
        Case(release + "/git-revision", .unmeasured([UInt8](repeating: 48, count: 2000)), "more than 1024"),
        Case(tarball + ".sha256", .text("<html>"), "holds no SHA-256"),
        Case(tarball + ".sha256", .answer(403), "answered 403"),
        Case(tarball, .answer(404), "there is nothing at"),
        Case(tarball, .cutOff(ChannelServer.tarball("x"), after: 700), "closed the connection"),
        Case(tarball, .stall(ChannelServer.tarball("x"), after: 700), "sent nothing for"),
        Case(tarball, .text("<html>maintenance</html>"), "no complete tarball"),
        Case(tarball, .answer(200, body: Array(ChannelServer.tarball("x").prefix(1200))), "no complete tarball"),
        Case(tarball, tar([.file("top/../../evil")]), "outside of its folder"),
        Case(tarball, tar([.file("/etc/evil")]), "absolute name"),
        Case(tarball, tar([.symlink("top/l", "../../etc")]), "leads out of its folder"),
        Case(tarball, tar([TestTar.Entry(path: "top/null", flag: "3")]), "no file, folder or link"),
        Case(tarball, tar((0..<60).map { .file("top/\($0)") }), "more than 50 entries"),
        Case(tarball, tar([huge]), "more than 100000 bytes"),
        Case(tarball, .answer(200, body: [UInt8](repeating: 0, count: 300_000)), "more than 200000 bytes"),
    ]

    private static func tar(_ entries: [TestTar.Entry]) -> ScriptedServer.Reply {
        .answer(200, body: TestTar.bytes(entries))
    }

    private static var huge: TestTar.Entry {
        var entry = TestTar.Entry.file("top/huge")
        entry.declaredSize = 0o77_777_777_777
        return entry
    }

    @Test(arguments: cases)
    func `A failing server is told in its own words, leaves nothing, and is forgotten when it works again`(
        failure: Case
    ) async throws {
        try await withChannelServer { server in
            server.publish("nixos-test", release: "nixos-1")
            let working = server[failure.path]
            server[failure.path] = failure.reply
            let source = try server.source { configuration in
                configuration.tarball.files = 50
                configuration.tarball.unpacked = 100_000
                configuration.tarball.download = 200_000
                if failure.text == "sent nothing for" { configuration.limits.silence = .seconds(2) }
            }
            await #expect {
                _ = try await server.set(of: source)
            } throws: { isUnavailable($0, failure.text) }
            #expect(try names(server.folder.appending("state/staging")) == [])
            server[failure.path] = working
            #expect(try await server.set(of: source) == "{ }: { }")
        }
    }

    @Test func `A bomb ends at the limit`() async throws {
        try await withChannelServer { server in
            server.publish("nixos-test", release: "nixos-1")
            let zeros = TestTar.Entry(path: "top/zeros", flag: "0", contents: [UInt8](repeating: 0, count: 1 << 20))
            server[Self.tarball] = Self.tar([zeros])
            let source = try server.source { $0.tarball.unpacked = 1 << 19 }
            await #expect {
                _ = try await server.set(of: source)
            } throws: { isUnavailable($0, "more than 524288 bytes") }
        }
    }

    @Test func `A channel that does not exist is the operator's, or the image tag's, mistake`() async throws {
        try await withChannelServer { server in
            let source = try server.source { $0.tags = ["nixos-*"] }
            await #expect {
                _ = try await source.pin(.latest, logger: server.logger)
            } throws: { isMisconfigured($0, "there is no 'nixos-test'") }
            let tag = try Tag("nixos-none")
            await #expect(throws: SourceError.unknownTag(tag, near: [])) {
                _ = try await source.pin(tag, logger: server.logger)
            }
        }
    }

    @Test func `A tag means something only where it is allowed`() async throws {
        try await withChannelServer { server in
            server.publish("nixos-test", release: "nixos-1")
            server.publish("nixos-other", release: "nixos-2", commit: ChannelServer.commits[1])
            let other = try Tag("nixos-other")
            let commit = try Tag(ChannelServer.commits[2])
            let ignoring = try await server.source().pin(other, logger: server.logger)
            #expect(ignoring.content == ChannelServer.commits[0])
            let source = try server.source { $0.tags = ["nixos-o*", "commit"] }
            #expect(try await source.pin(other, logger: server.logger).content == ChannelServer.commits[1])
            #expect(try await source.pin(.latest, logger: server.logger).content == ChannelServer.commits[0])
            #expect(try await source.pin(commit, logger: server.logger).isFixed)
            let named = try server.source { $0.tags = ["*"] }
            // A commit needs its own word, and a name must be one that is safe in a URL.
            for (source, tag) in [(named, commit), (source, try Tag("other")), (named, try Tag("_hidden"))] {
                await #expect(throws: SourceError.unknownTag(tag, near: [])) {
                    _ = try await source.pin(tag, logger: server.logger)
                }
            }
        }
    }

    @Test(arguments: ["", "..", "a/b", "../a", "a?b", "a b", "-a", "ftp://a/b", "https://u:s3cret@a/b", "ä"])
    func `What is no channel, commit or URL is refused`(channel: String) async throws {
        try await withChannelServer { server in
            #expect {
                try server.source(channel)
            } throws: { isMisconfigured($0, "") && !"\($0)".contains("s3cret") }
        }
    }

    @Test func `Settings that cannot work are refused`() async throws {
        try await withChannelServer { server in
            let settings: [(String, (inout ChannelSourceConfiguration) -> Void)] = [
                ("'channelURL'", { $0.channelURL = "https://a/b" }), ("'commitURL'", { $0.commitURL = "https://a/b" }),
                ("'sha256'", { $0.sha256 = String(repeating: "0", count: 64) }), ("'file'", { $0.file = "../x" }),
                ("'file'", { $0.file = "/etc/passwd" }), ("the configured proxy", { $0.proxy = "socks5://u:s3cret@a" }),
            ]
            for (text, change) in settings {
                #expect {
                    try server.source("nixos-test", change)
                } throws: { isMisconfigured($0, text) && !"\($0)".contains("s3cret") }
            }
            #expect { try server.source(ChannelServer.commits[0]) { $0.sha256 = "no hash" } } throws: {
                isMisconfigured($0, "64 hexadecimal digits")
            }
        }
    }
}

/// The names in a folder, sorted; none where it does not exist.
func names(_ folder: FilePath) throws -> [String] {
    guard FileManager.default.fileExists(atPath: folder.string) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted()
}
