import Conformance
import OCI
import SystemPackage
import Testing

/// The real program on a channel of a server of our own.
@Suite(.requires("nix-instantiate"), .requires("tar", "xz", package: "tar xz-utils"))
struct ChannelSourceTests {
    @Test func `A channel that moves is another image once its cache time is over`() async throws {
        try await ReleaseServer.run { server, _ in
            try await server.publish("stable", commit: ReleaseServer.commits[0], saying: "first")
            try await Registry.run(try server.options("tagLifetime: 1s")) { registry in
                let first = try await registry.pull("hello/manifests/latest").digest
                try await server.publish("stable", commit: ReleaseServer.commits[1], saying: "second")
                var second = first
                for _ in 0..<100 where second == first {
                    try await Task.sleep(for: .milliseconds(100))
                    second = try await registry.pull("hello/manifests/latest").digest
                }
                #expect(second != first)
            }
        }
    }

    @Test func `Without its server a known image and a new one of that release are given, with a warning`() async throws
    {
        try await ReleaseServer.run { server, _ in
            try await server.publish("stable", commit: ReleaseServer.commits[0], saying: "first")
            try await Registry.run(try server.options("tagLifetime: 0")) { registry in
                let first = try await registry.get("/v2/hello/manifests/latest")
                #expect(first.status == 200, "\(first.text)")
                #expect(first.headers["warning"] == nil)
                server.server.stop()
                let again = try await registry.get("/v2/hello/manifests/latest")
                #expect(again.status == 200, "\(again.text)")
                #expect(again.body == first.body)
                #expect(again.headers["warning"]?.hasPrefix("110 ") == true)
                let combined = try await registry.get("/v2/hello/other/manifests/latest")
                #expect(combined.status == 200, "\(combined.text)")
                #expect(combined.body != first.body)
                #expect(combined.headers["warning"]?.hasPrefix("110 ") == true)
            }
        }
    }

    @Test func `Where it is allowed, a tag names another channel or a commit`() async throws {
        try await ReleaseServer.run { server, _ in
            let commit = ReleaseServer.commits[2]
            try await server.publish("stable", commit: ReleaseServer.commits[0], saying: "stable")
            try await server.publish("next-1", commit: ReleaseServer.commits[1], saying: "next")
            try await server.publish("hidden", commit: ReleaseServer.commits[1], saying: "hidden")
            try await server.publish(commit: commit, saying: "commit")
            try await Registry.run(try server.options("tags: [next-*, commit]")) { registry in
                var digests: Set<Digest> = []
                for tag in ["latest", "next-1", commit] {
                    digests.insert(try await registry.pull("hello/manifests/\(tag)").digest)
                }
                #expect(digests.count == 3)
                // Not there, not allowed, and a commit that is not there.
                for tag in ["next-2", "hidden", String(repeating: "4", count: 40)] {
                    let answer = try await registry.get("/v2/hello/manifests/\(tag)")
                    #expect(answer.status == 404, "\(tag): \(answer.text)")
                    #expect(answer.text.contains("MANIFEST_UNKNOWN"))
                }
            }
        }
    }

    @Test func `A tarball with another hash than the published one is not used, and users are told`() async throws {
        try await ReleaseServer.run { server, _ in
            let wrong = String(repeating: "0", count: 64)
            try await server.publish("stable", commit: ReleaseServer.commits[0], saying: "first", sha256: wrong)
            try await Registry.run(try server.options("name: channel"), waitUntilReady: false) { registry in
                let answer = try await registry.get("/v2/hello/manifests/latest")
                #expect(answer.status == 503, "\(answer.text)")
                #expect(answer.text.contains("the one published beside it"), "\(answer.text)")
                #expect(try await registry.metric("nixery_images_built_total") == 0)
            }
        }
    }

    @Test func `A commit and its archive's address may be given by variables`() async throws {
        try await ReleaseServer.run { server, folder in
            let commit = ReleaseServer.commits[0]
            try await server.publish(commit: commit, saying: "commit")
            let options = Registry.Options(
                store: folder.appending("store"),
                environment: [
                    "NIXERY_CHANNEL": commit,
                    "NIXERY_SOURCE_COMMIT_URL": server.server.url("/archive/{commit}.tar.gz"),
                ])
            try await Registry.run(options) { registry in
                let image = try await registry.pull("hello/manifests/latest")
                #expect(!image.manifest.layers.isEmpty)
                #expect(server.server.requests.map(\.target) == ["/archive/\(commit).tar.gz"])
            }
        }
    }
}
