import Conformance
import SystemPackage
import Testing

/// `nix.pushTo`: what was built goes to another store too.
@Suite(.requires("nix-store", package: "nix-bin"), .requires("sshd", package: "openssh-server"), .requiresTmpfs())
struct PushingTests {
    @Test func `What a request has built is copied with its closure, once`() async throws {
        try await withTemporaryFolder { folder in
            let set = try FarSet(in: folder)
            try await Registry.run(options(set, folder, pushTo: "file://\(folder)/cache")) { registry in
                _ = try await registry.pull("near/manifests/latest")
                try await waitUntil("the copy is counted", while: registry.process) {
                    try await registry.metric("nixery_outputs_pushed_total") >= 1
                }
                #expect(try await copied(folder) == ["library", "near"])
                // It is known, and its outputs are there.
                try await ServerProcess.shell("rm -r cache/*.narinfo", in: folder)
                _ = try await registry.pull("near/manifests/latest")
                #expect(try await registry.metric("nixery_outputs_pushed_total") == 1)
                #expect(try await registry.metric("nixery_outputs_not_pushed_total") == 0)
            }
            #expect(try await copied(folder) == [])
        }
    }

    @Test func `What was built beside a package that fails is copied`() async throws {
        try await withTemporaryFolder { folder in
            let set = try FarSet(in: folder)
            try await Registry.run(options(set, folder, pushTo: "file://\(folder)/cache")) { registry in
                let answer = try await registry.get("/v2/fails/near/manifests/latest")
                #expect(answer.status == 403)
            }
            #expect(try await copied(folder) == ["library", "near"])
        }
    }

    @Test func `An image does not fail with the store that its packages cannot be copied to`() async throws {
        try await withTemporaryFolder { folder in
            let set = try FarSet(in: folder)
            try folder.appending("file").write("no folder")
            let target = "file://\(folder)/file/cache"
            try await Registry.run(options(set, folder, pushTo: target)) { registry in
                _ = try await registry.pull("near/manifests/latest")
                try await waitUntil("the failed copy is counted", while: registry.process) {
                    try await registry.metric("nixery_outputs_not_pushed_total") >= 1
                }
                let log = try readText(registry.log)
                #expect(log.contains("outputs were not copied to the other store"))
                #expect(log.contains("copying to file://\(folder)/file/cache failed"))
            }
        }
    }

    @Test func `A registry that is told to stop waits for the copy`() async throws {
        try await withTemporaryFolder { folder in
            let set = try FarSet(in: folder)
            let machine = try SecondMachine(nix: folder.appending("far/nix"))
            let command = machine.command(before: "sleep 2")
            try await SSHServer.run(folder.appending("ssh"), command: command) { server in
                let options = try await overSSH(server, set, folder)
                _ = try await Registry.run(options) { try await $0.pull("near/manifests/latest") }
            }
            let store = try await ServerProcess.shell("ls '\(machine.nix)/store'", in: folder)
            #expect(store.contains("-near\n") && store.contains("-library\n"))
        }
    }

    @Test func `It waits no longer than its grace time, and says what was not copied`() async throws {
        try await withTemporaryFolder { folder in
            let set = try FarSet(in: folder)
            let command = "#!/bin/sh\necho $$ >'\(folder)/pid'; exec cat >/dev/null\n"
            try await SSHServer.run(folder.appending("ssh"), command: command) { server in
                var options = try await overSSH(server, set, folder)
                options.environment["NIXERY_SERVER_SHUTDOWN_GRACE"] = "1s"
                let log = try await Registry.run(options) { registry in
                    _ = try await registry.pull("near/manifests/latest")
                    try await waitUntil("the copy is under way", while: registry.process) {
                        // There is no such file before.
                        (try? readText(folder.appending("pid")))?.hasSuffix("\n") == true
                    }
                    return registry.log
                }
                #expect(try readText(log).contains("outputs were not copied to the other store"))
                let pid = try readText(folder.appending("pid")).dropLast()
                try await waitUntil("it ends with its connection") { !TestProcess.isRunning(String(pid)) }
            }
        }
    }

    @Test func `A build without a server copies before it ends`() async throws {
        try await withTemporaryFolder { folder in
            let set = try FarSet(in: folder)
            let program = try await Program.run(
                Program.nixery.string, ["build", "near", "--output", "oci:\(folder)/image"],
                environment: options(set, folder, pushTo: "file://\(folder)/cache").environment.merging([
                    "NIXERY_PKGS_PATH": set.folder.string, "STORAGE_PATH": folder.appending("store").string,
                ]) { $1 })
            #expect(program.status == 0, "\(program.output)")
            #expect(try await copied(folder) == ["library", "near"])
        }
    }

    private func options(_ set: FarSet, _ folder: FilePath, pushTo target: String) -> Registry.Options {
        var options = Registry.Options(packages: set.folder, store: folder.appending("store"))
        options.environment["NIXERY_NIX_PUSH_TO"] = target
        options.environment["NIXERY_SERVER_SHUTDOWN_GRACE"] = "300s"
        return options
    }

    private func overSSH(_ server: SSHServer, _ set: FarSet, _ folder: FilePath) async throws -> Registry.Options {
        let key = try await server.makeKey("key")
        var options = options(set, folder, pushTo: "ssh://\(server.host)?ssh-key=\(key)")
        options.environment["NIX_SSHOPTS"] = "-p \(server.port) -o UserKnownHostsFile=\(server.knownHosts)"
        return options
    }

    /// The names of what the folder `cache` has.
    private func copied(_ folder: FilePath) async throws -> [String] {
        let paths = try await ServerProcess.shell(
            "cat cache/*.narinfo 2>/dev/null | sed -n 's/^StorePath: [^-]*-//p'", in: folder)
        return paths.split(separator: "\n").map { String($0) }.sorted()
    }
}
