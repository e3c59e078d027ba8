import Conformance
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Told to stop, the program takes its builds with it.
@Suite(.requires("nix-instantiate"))
struct StoppingTests {
    @Test func aServerEndsItsBuilds() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            var options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            options.environment["NIXERY_SERVER_SHUTDOWN_GRACE"] = "1s"
            options.environment["NIX_TIMEOUT"] = "600"
            try await Registry.run(options) { registry in
                // The answer is lost with the server.
                async let answer = try? registry.get("/v2/hangs/manifests/latest")
                try await waitForBuilder(of: folder, running: true)
                kill(registry.process, SIGTERM)
                _ = await answer
            }
            try await waitForBuilder(of: folder, running: false)
        }
    }

    @Test func anInterruptedBuildCommandEndsItsBuild() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            async let outcome = Program.run(
                "timeout",
                [
                    "--signal=INT", "3600", Program.nixery.string, "build", "hangs", "--output",
                    "oci:\(folder.appending("out"))",
                ],
                environment: [
                    "NIXERY_PKGS_PATH": set.folder.string, "STORAGE_PATH": folder.appending("s").string,
                    "NIX_TIMEOUT": "600",
                ])
            try await waitForBuilder(of: folder, running: true)
            _ = try await Program.run("pkill", ["-INT", "-f", "build hangs --output oci:\(folder)"])
            #expect(try await outcome.status == 130)
            try await waitForBuilder(of: folder, running: false)
        }
    }

    /// The builder of `hangs` has the set's salt, which is the test's folder, in its environment.
    private func waitForBuilder(of folder: FilePath, running: Bool) async throws {
        for _ in 0..<1200 {
            let found = try await Program.run("grep", ["-lsa", "salt=\(folder)", "-r", "/proc", "--include=environ"])
            if !found.output.isEmpty == running { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("the builder is \(running ? "not " : "still ")there")
    }
}
