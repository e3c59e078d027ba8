import Conformance
import OCI
import SystemPackage
import Testing

/// The real program on git repositories.
@Suite(.requires("nix-instantiate"), .requires("git"))
struct GitSourceTests {
    @Test func `A branch, tags of both kinds, a commit and latest are image tags`() async throws {
        try await withTemporaryFolder { folder in
            let repository = try await GitRepository(folder.appending("packages"), saying: "first")
            let first = try await repository.git("rev-parse HEAD")
            try await repository.git("tag v1")
            try await repository.commit(saying: "second")
            try await repository.git("tag -am second v2")
            try await repository.git("checkout -q -b next")
            try await repository.commit(saying: "third")
            try await repository.git("checkout -q main")
            let options = try gitOptions(folder, url: "file://\(repository.folder)")
            try await Registry.run(options) { registry in
                func digest(_ tag: String) async throws -> String {
                    try await registry.pull("hello/manifests/\(tag)").digest.description
                }
                let (v1, v2, next) = (try await digest("v1"), try await digest("v2"), try await digest("next"))
                #expect(Set([v1, v2, next]).count == 3)
                #expect(try await digest(first) == v1)
                #expect(try await digest("main") == v2)
                #expect(try await digest("latest") == v2)
            }
        }
    }

    @Test func `An unknown tag is told near ones, and all are listed without a build`() async throws {
        try await withTemporaryFolder { folder in
            let repository = try await GitRepository(folder.appending("packages"), saying: "first")
            try await repository.git("tag release-1.0")
            try await Registry.run(try gitOptions(folder, url: repository.folder.string)) { registry in
                let unknown = try await registry.get("/v2/hello/manifests/release-1.1")
                #expect(unknown.status == 404)
                #expect(unknown.text.contains("MANIFEST_UNKNOWN"))
                #expect(unknown.text.contains("release-1.0"))
                let list = try await registry.get("/v2/hello/tags/list")
                #expect(list.status == 200)
                #expect(list.text.contains("main") && list.text.contains("release-1.0"))
                #expect(try await registry.metric("nixery_images_built_total") == 0)
            }
        }
    }

    @Test func `A moved branch is another image once its cache time is over`() async throws {
        try await withTemporaryFolder { folder in
            let repository = try await GitRepository(folder.appending("packages"), saying: "first")
            let options = try gitOptions(folder, url: repository.folder.string, keys: "tagLifetime: 1s")
            try await Registry.run(options) { registry in
                let first = try await registry.pull("hello/manifests/main").digest
                try await repository.commit(saying: "second")
                var second = first
                for _ in 0..<100 where second == first {
                    try await Task.sleep(for: .milliseconds(100))
                    second = try await registry.pull("hello/manifests/main").digest
                }
                #expect(second != first)
            }
        }
    }

    @Test(.requires("sshd", "ssh", "ssh-keygen", package: "openssh-server openssh-client"))
    func `Over ssh, and from memory when the server is gone`() async throws {
        try await withTemporaryFolder { folder in
            let repository = try await GitRepository(folder.appending("packages"), saying: "first")
            try await repository.git("tag v1")
            try await StoppableServer<SSHServer>.with { body in
                try await SSHServer.run(folder.appending("ssh"), body: body)
            } body: { ssh in
                let key = try await ssh.server.makeKey("deploy", type: "ed25519")
                let options = try gitOptions(
                    folder, url: ssh.server.url(repository.folder),
                    keys: "tagLifetime: 0\n  ssh: {keyFile: \(key), knownHosts: \(ssh.server.hashedKnownHosts)}")
                try await Registry.run(options) { registry in
                    let first = try await registry.get("/v2/hello/manifests/v1")
                    #expect(first.status == 200, "\(first.text)")
                    #expect(first.headers["warning"] == nil)
                    await ssh.stop()
                    let again = try await registry.get("/v2/hello/manifests/v1")
                    #expect(again.status == 200, "\(again.text)")
                    #expect(again.body == first.body)
                    #expect(again.headers["warning"]?.hasPrefix("110 ") == true)
                    let unknown = try await registry.get("/v2/hello/manifests/v2")
                    #expect(unknown.status == 503, "\(unknown.text)")
                    #expect(unknown.text.contains("127.0.0.1"))
                }
            }
        }
    }

    @Test(.requires("python3", "openssl"))
    func `Over https with a token and an authority of one's own`() async throws {
        try await withTemporaryFolder { folder in
            let repository = try await GitRepository(folder.appending("packages"), saying: "first")
            try await repository.git("tag v1")
            try await repository.bare(folder.appending("served/packages.git"))
            let authority = try await TestAuthority(in: folder.appending("authority"))
            let served = GitHTTPSServer.Options(certificate: authority.server, user: "x-access-token:hunter2")
            try await GitHTTPSServer.run(folder.appending("served"), served) { server in
                try folder.appending("token").write("hunter2\n")
                let options = try gitOptions(
                    folder, url: "\(server.address)/packages.git",
                    keys: "caFile: \(authority.certificate)\n  credentials: {tokenFile: \(folder)/token}")
                try await Registry.run(options) { registry in
                    let image = try await registry.pull("hello/manifests/v1")
                    #expect(!image.manifest.layers.isEmpty)
                    #expect(!(try readText(registry.log)).contains("hunter2"))
                }
            }
        }
    }
}

/// A registry on a git source, configured by a file.
private func gitOptions(_ folder: FilePath, url: String, keys: String = "name: git") throws -> Registry.Options {
    let file = folder.appending("nixery.yaml")
    try file.write("source:\n  kind: git\n  url: \(url)\n  \(keys)\n")
    return Registry.Options(store: folder.appending("store"), arguments: ["--config", file.string])
}
