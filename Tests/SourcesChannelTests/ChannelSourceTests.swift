import Conformance
import Host
import Nix
import OCI
import Storage
import SystemPackage
import Testing

@testable import SourcesChannel

/// Channels by name.
@Suite struct ChannelSourceTests {
    @Test func `It keeps the laws of package sources`() async throws {
        try await withChannelServer { server in
            server.publish("nixos-test", release: "nixos-1")
            let source = try server.source { $0.tags = ["nixos-*"] }
            let memory = TagMemory(
                source, lifetimes: TagLifetimes(fresh: .zero, stale: .zero), store: nil, logger: server.logger)
            try await PackageSourceConformance(
                source: memory, known: try Tag("nixos-test"), unknown: try Tag("nixos-none"),
                change: {
                    server.publish(
                        "nixos-test", release: "nixos-2", commit: ChannelServer.commits[1], set: "{ }: { a = 1; }")
                },
                breakSource: { server.server.stop() }
            ).check()
        }
    }

    @Test func `A name leads to a release's commit, and nothing is fetched before its files are wanted`() async throws {
        try await withChannelServer { server in
            server.publish("nixos-test", release: "nixos-25.05.1")
            let source = try server.source()
            let pin = try await source.pin(.latest, logger: server.logger)
            #expect(pin.content == ChannelServer.commits[0])
            #expect(pin.display == "nixos-25.05.1")
            #expect(!pin.isFixed)
            #expect(server.requests(ending: ".xz") == 0)
            let files = try await source.packages(at: pin).files(server.logger)
            #expect(files.root == files.importPath && files.root.lastComponent == "source")
            #expect(try await server.set(of: source) == "{ }: { }")
        }
    }

    @Test func `A release is fetched once, also for a later process`() async throws {
        try await withChannelServer { server in
            server.publish("nixos-test", release: "nixos-1")
            let source = try server.source()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 { group.addTask { _ = try await server.set(of: source) } }
                try await group.waitForAll()
            }
            await source.folders.settle()
            _ = try await server.set(of: server.source())
            #expect(server.requests(ending: ".xz") == 1)
        }
    }

    @Test func `A mirror that does not redirect is the release itself`() async throws {
        try await withChannelServer { server in
            server["/nixos-test/git-revision"] = .text(ChannelServer.commits[0] + "\n")
            server["/nixos-test/nixexprs.tar.xz"] = ChannelServer.file(ChannelServer.tarball("mirrored"))
            // Its folder cannot even be listed.
            for status in [403, 404] {
                server["/nixos-test"] = .answer(status)
                let pin = try await server.source().pin(.latest, logger: server.logger)
                #expect(pin.content == ChannelServer.commits[0])
            }
            #expect(try await server.set(of: server.source()) == "mirrored")
        }
    }

    @Test func `A folder of files works as a mirror`() async throws {
        try await withChannelServer { server in
            try server.folder.appending("mirror/nixos-test/git-revision").write(ChannelServer.commits[0])
            let tarball = server.folder.appending("mirror/nixos-test/nixexprs.tar.xz")
            try tarball.write(String(decoding: ChannelServer.tarball("from disk"), as: UTF8.self))
            let source = try server.source { $0.channelURL = "file://\(server.folder)/mirror/{channel}" }
            #expect(try await server.set(of: source) == "from disk")
        }
    }

    @Test func `A release without a commit is known by its tarball`() async throws {
        try await withChannelServer { server in
            server.publish("nixos-test", release: "nixos-1", commit: nil, set: "one")
            let source = try server.source()
            let first = try await source.pin(.latest, logger: server.logger)
            #expect(first.content == Digest(of: ChannelServer.tarball("one")).hex)
            #expect(first.display == "nixos-1")
            #expect(try await source.pin(.latest, logger: server.logger) == first)
            server.publish("nixos-test", release: "nixos-1", commit: nil, set: "two")
            #expect(try await server.set(of: source) == "two")
            #expect(try await source.pin(.latest, logger: server.logger).content != first.content)
        }
    }

    @Test func `Releases of one commit by other names are other packages`() async throws {
        try await withChannelServer { server in
            server.publish("nixos-a", release: "a-1", set: "a")
            server.publish("nixos-b", release: "b-1", set: "b")
            let (a, b) = (try server.source("nixos-a"), try server.source("nixos-b"))
            #expect(try await (server.set(of: a), server.set(of: b)) == ("a", "b"))
            let revisions = try await (revision(a, server), revision(b, server))
            #expect(revisions.0 != revisions.1)
        }
    }

    @Test func `What decides the evaluation decides the revision`() async throws {
        try await withChannelServer { server in
            server.publish("nixos-test", release: "nixos-1")
            let plain = try await revision(server.source(), server)
            let withFile = try await revision(server.source { $0.file = "other.nix" }, server)
            let withArgument = try await revision(server.source { $0.evaluation.arguments = ["a": "1"] }, server)
            #expect(Set([plain, withFile, withArgument]).count == 3)
        }
    }

    @Test func `A file of the release may be imported, but must be in it`() async throws {
        try await withChannelServer { server in
            server.publish("nixos-test", release: "nixos-1")
            server["/releases/nixos-1/nixexprs.tar.xz"] = ChannelServer.file(
                ChannelServer.tarball("x", name: "set.nix"))
            let files = try await files(server.source { $0.file = "set.nix" }, server)
            #expect(files.importPath.lastComponent == "set.nix" && files.root.lastComponent == "source")
            for (file, text) in [(nil, "'default.nix'"), ("none.nix", "'none.nix'")] {
                await #expect {
                    _ = try await self.files(server.source { $0.file = file }, server)
                } throws: { isMisconfigured($0, text) }
            }
        }
    }

    private func revision(_ source: ChannelSource, _ server: ChannelServer) async throws -> String {
        source.packages(at: try await source.pin(.latest, logger: server.logger)).revision
    }

    private func files(_ source: ChannelSource, _ server: ChannelServer) async throws -> PackageFiles {
        try await source.packages(at: source.pin(.latest, logger: server.logger)).files(server.logger)
    }
}

/// Whether an error is the operator's to mend, and says so.
func isMisconfigured(_ error: any Error, _ text: String) -> Bool {
    if case .misconfigured(let reason) = error as? SourceError { reason.contains(text) } else { false }
}

/// Whether an error says that the source could not be asked, and why.
func isUnavailable(_ error: any Error, _ text: String) -> Bool {
    if case .unavailable(let reason) = error as? SourceError { reason.contains(text) } else { false }
}
