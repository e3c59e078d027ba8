import Conformance
import SystemPackage
import Testing

/// Packages that Nix builds on another machine over ssh.
@Suite(.requires("nix-store", package: "nix-bin"), .requires("sshd", package: "openssh-server"), .requiresTmpfs())
struct RemoteBuilderTests {
    /// How Nix talks to the builder, and where its key is.
    static let ways: [(scheme: String, isAgent: Bool)] = [
        ("ssh", false), ("ssh-ng", false),
        // The registry's environment has the agent.
        ("ssh", true),
    ]

    @Test(arguments: ways)
    func `A package that only another machine can build is built there, and its image is right`(
        scheme: String, isAgent: Bool
    ) async throws {
        try await withTemporaryFolder { folder in
            let set = try FarSet(in: folder)
            let machine = try set.farMachine(folder.appending("far/nix"))
            try await SSHServer.run(folder.appending("ssh"), command: machine.command(features: "far")) { server in
                let key = try await server.makeKey("key")
                var options = Registry.Options(packages: set.folder, store: folder.appending("store"))
                options.environment = Self.builder(
                    server, "\(scheme)://\(server.host) - \(isAgent ? "-" : key.string) 1 1 far")
                let image =
                    if isAgent {
                        try await server.withAgent(holding: key) { [options] socket in
                            var options = options
                            options.environment["SSH_AUTH_SOCK"] = socket.string
                            return try await Self.pull(options)
                        }
                    } else {
                        try await Self.pull(options)
                    }
                #expect(try await ImageInvariants.violations(manifest: image.bytes) { image.blobs[$0] } == [])
                // The library was copied there or built there.
                #expect(try set.built().filter { $0 == "far" } == ["far"])
                let store = try await ServerProcess.shell("ls '\(machine.nix)/store'", in: folder)
                #expect(store.contains("-far\n") && store.contains("-library\n"))
            }
        }
    }

    @Test func `Without the machine its package is refused for now, and others are built here`() async throws {
        try await withTemporaryFolder { folder in
            let set = try FarSet(in: folder)
            var options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            // Nobody listens there.
            options.environment = Self.settings("ssh://root@127.0.0.1 - - 1 1 far", ssh: "-p 1")
            try await Registry.run(options) { registry in
                let answer = try await registry.get("/v2/far/manifests/latest")
                #expect(answer.status == 500)
                #expect(answer.text.contains("a machine that builds for this registry cannot be used now"))
                #expect(!answer.text.contains("127.0.0.1"))
                #expect(try readText(registry.log).contains("connect to host 127.0.0.1 port 1"))
                _ = try await registry.pull("near/manifests/latest")
            }
            #expect(try set.built() == ["library", "near"])
        }
    }

    @Test func `Where no machine has the feature, the package is refused with the reason`() async throws {
        try await withTemporaryFolder { folder in
            let set = try FarSet(in: folder)
            try await Registry.run(.init(packages: set.folder, store: folder.appending("store"))) { registry in
                let answer = try await registry.get("/v2/far/manifests/latest")
                #expect(answer.status == 403)
                #expect(answer.text.contains("with the features that it needs"), "\(answer.text)")
            }
        }
    }

    private static func pull(_ options: Registry.Options) async throws -> PulledImage {
        try await Registry.run(options) { try await $0.pull("far/near/manifests/latest") }
    }

    private static func builder(_ server: SSHServer, _ machine: String) -> [String: String] {
        settings(machine, ssh: "-p \(server.port) -o UserKnownHostsFile=\(server.knownHosts)")
    }

    private static func settings(_ machine: String, ssh: String) -> [String: String] {
        ["NIX_CONFIG": "\(SecondMachine.settings)\nbuilders = \(machine)", "NIX_SSHOPTS": ssh]
    }
}
