import Conformance
import Host
import OCI
import SystemPackage
import Testing

@testable import SourcesChannel

/// Which hash a tarball must have, and what happens when it has another.
@Suite struct ChannelHashTests {
    @Test func `A tarball with the published hash is taken; the hash is asked for once`() async throws {
        try await withChannelServer { server in
            server.publish("nixos-test", release: "nixos-1", set: "right", published: .right)
            let source = try server.source()
            for _ in 0..<3 { #expect(try await server.set(of: source) == "right") }
            #expect(server.requests(ending: ".sha256") == 1)
        }
    }

    @Test func `A tarball with another hash than the published one is refused and leaves nothing`() async throws {
        try await withChannelServer { server in
            server.publish("nixos-test", release: "nixos-1", published: .wrong)
            let source = try server.source()
            await #expect {
                _ = try await server.set(of: source)
            } throws: { isUnavailable($0, "the one published beside it") }
            try expectNothingLeft(server)
            server.publish("nixos-test", release: "nixos-1", set: "mended", published: .right)
            // A new process: it asks for the hash again.
            #expect(try await server.set(of: server.source()) == "mended")
        }
    }

    @Test func `Other content under the same commit is refused, by another replica too`() async throws {
        try await withChannelServer { server in
            server.publish("nixos-test", release: "nixos-1", set: "first")
            #expect(try await server.set(of: server.source()) == "first")
            server.publish("nixos-test", release: "nixos-1", set: "changed")
            let other = try server.source(state: "other")
            await #expect {
                _ = try await server.set(of: other)
            } throws: { isUnavailable($0, "when it was first seen") }
            try expectNothingLeft(server, state: "other")
            #expect(try await server.set(of: server.source()) == "first")
        }
    }

    @Test func `A commit is fixed: it is fetched by its archive and never asked for`() async throws {
        try await withChannelServer { server in
            let commit = ChannelServer.commits[0]
            server["/archive/\(commit).tar.gz"] = ChannelServer.file(ChannelServer.tarball("archived"))
            let source = try server.source(commit)
            let pin = try await source.pin(.latest, logger: server.logger)
            #expect(pin.isFixed && pin.content == commit)
            #expect(server.server.requests.isEmpty)
            for _ in 0..<2 { #expect(try await server.set(of: source) == "archived") }
            #expect(server.server.requests.count == 1)
        }
    }

    @Test func `A configured hash is checked`() async throws {
        try await withChannelServer { server in
            let (commit, tarball) = (ChannelServer.commits[0], ChannelServer.tarball("x"))
            server["/archive/\(commit).tar.gz"] = ChannelServer.file(tarball)
            server["/x.tar"] = ChannelServer.file(tarball)
            for target in [commit, server.server.url("/x.tar")] {
                let right = try server.source(target) { $0.sha256 = Digest(of: tarball).hex }
                #expect(try await server.set(of: right) == "x")
                let wrong = try server.source(target) { $0.sha256 = String(repeating: "0", count: 64) }
                await #expect {
                    _ = try await server.set(of: wrong)
                } throws: { isUnavailable($0, "the configured one") }
            }
        }
    }

    @Test func `A tarball without a hash is known by what it holds, and fetched again only when it changes`()
        async throws
    {
        try await withChannelServer { server in
            server["/x.tar"] = ChannelServer.file(ChannelServer.tarball("one"))
            let source = try server.source(server.server.url("/x.tar?token=s3cret"))
            server["/x.tar?token=s3cret"] = server["/x.tar"]
            let first = try await source.pin(.latest, logger: server.logger)
            #expect(first.content == Digest(of: ChannelServer.tarball("one")).hex)
            #expect(first.display == "x.tar" && !first.isFixed)
            #expect(try await source.pin(.latest, logger: server.logger) == first)
            #expect(try await server.set(of: source) == "one")
            server["/x.tar?token=s3cret"] = ChannelServer.file(ChannelServer.tarball("two"))
            #expect(try await server.set(of: source) == "two")
            // The old pin on a machine that never had it: its content is gone.
            let other = try server.source(server.server.url("/x.tar?token=s3cret"), state: "other")
            await #expect {
                _ = try await other.packages(at: first).files(server.logger)
            } throws: { isUnavailable($0, "when it was first seen") && !"\($0)".contains("s3cret") }
        }
    }

    @Test func `A URL's query shows in no pin and no error, and another replica uses it all the same`() async throws {
        try await withChannelServer { server in
            let path = "/x.tar?token=s3cret"
            let url = server.server.url(path)
            await #expect {
                _ = try await server.source(url).pin(.latest, logger: server.logger)
            } throws: { isMisconfigured($0, "nothing is at") && !"\($0)".contains("s3cret") }
            let tarball = ChannelServer.tarball("one")
            server[path] = ChannelServer.file(tarball)
            for sha256 in [nil, Digest(of: tarball).hex] {
                let pin = try await server.source(url) { $0.sha256 = sha256 }.pin(.latest, logger: server.logger)
                #expect(pin.details["url"] == server.server.url("/x.tar"))
                let other = try server.source(url, state: "other") { $0.sha256 = sha256 }
                let files = try await other.packages(at: pin).files(server.logger)
                #expect(files.root.lastComponent == "source")
            }
        }
    }

    @Test func `The query of a commit's archive shows in no pin and is used`() async throws {
        try await withChannelServer { server in
            let commit = ChannelServer.commits[0]
            server["/archive/\(commit).tar.gz?token=s3cret"] = ChannelServer.file(ChannelServer.tarball("archived"))
            let commitURL = server.server.url("/archive/{commit}.tar.gz?token=s3cret")
            let source = try server.source(commit) { $0.commitURL = commitURL }
            let pin = try await source.pin(.latest, logger: server.logger)
            #expect(pin.details["url"] == server.server.url("/archive/\(commit).tar.gz"))
            #expect(try await server.set(of: source) == "archived")
        }
    }

    @Test func `URLs that differ in their queries are different tarballs`() async throws {
        try await withChannelServer { server in
            for set in ["one", "two"] {
                // One version for both.
                server["/x.tar?set=\(set)"] = .answer(
                    200, headers: ["ETag": "\"v\""], body: ChannelServer.tarball(set))
                let source = try server.source(server.server.url("/x.tar?set=\(set)"))
                #expect(try await server.set(of: source) == set)
            }
        }
    }

    @Test func `The state's folder may have a name that is no part of an address`() async throws {
        try await withChannelServer { server in
            let tarball = ChannelServer.tarball("one")
            server["/x.tar"] = ChannelServer.file(tarball)
            let source = try server.source(server.server.url("/x.tar"), state: "a state?#")
            let pin = try await source.pin(.latest, logger: server.logger)
            #expect(pin.content == Digest(of: tarball).hex)
        }
    }

    @Test func `A server that names no version is asked for the whole tarball each time`() async throws {
        try await withChannelServer { server in
            server["/x.tar"] = .answer(200, body: ChannelServer.tarball("one"))
            let source = try server.source(server.server.url("/x.tar"))
            let first = try await source.pin(.latest, logger: server.logger)
            #expect(try await source.pin(.latest, logger: server.logger).content == first.content)
            server["/x.tar"] = .answer(200, body: ChannelServer.tarball("two"))
            #expect(try await source.pin(.latest, logger: server.logger).content != first.content)
        }
    }

    @Test func `A tarball on this machine is read, and again when it has changed`() async throws {
        try await withChannelServer { server in
            let file = server.folder.appending("set.tar")
            let source = try server.source("file://\(file)")
            for set in ["one", "two, longer"] {
                try file.write(String(decoding: ChannelServer.tarball(set), as: UTF8.self))
                #expect(try await server.set(of: source) == set)
            }
        }
    }

    @Test(arguments: [
        ("\(hex)", hex), ("\(hex)\n", hex), ("\(hex)  nixexprs.tar.xz\n", hex), ("\(hex.uppercased())", hex),
        ("sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=\n", hex),
        // No hash, too short, other kinds.
        ("", nil), ("<html>", nil), (String(hex.dropLast()), nil), ("sha256-AAAA", nil), ("sha512-\(hex)", nil),
    ])
    func `A published hash is read in each of its forms`(text: String, expected: String?) {
        #expect(PublishedHash.parse(text) == expected)
    }

    /// The SHA-256 of `abc` (FIPS 180-4).
    private static let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    private func expectNothingLeft(_ server: ChannelServer, state: String = "state") throws {
        #expect(try names(server.folder.appending(state)) == ["gate", "staging"])
        #expect(try names(server.folder.appending(state).appending("staging")) == [])
    }
}
