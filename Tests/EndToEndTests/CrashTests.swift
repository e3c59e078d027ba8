import Conformance
import OCI
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// kill -9 of the server, then a restart on the same store: every pull succeeds and every blob matches its digest.
@Suite(.requires("nix-instantiate"), .serialized)
struct CrashTests {
    /// Every step of writing, at its first time and in the middle of an image.
    @Test(arguments: [
        "uploadBegun:1", "uploadHalfWritten:1", "uploadWritten:2", "uploadSynced:2", "uploadRenamed:1",
        "uploadRenamed:4", "putWritten:3", "putRenamed:5", "putRenamed:20",
    ])
    func atANamedPoint(point: String) async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: "crash")
            var options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            options.environment["NIXERY_TEST_CRASH_AT"] = point
            await #expect(throws: (any Error).self, "the server is killed before it can answer") {
                try await Registry.run(options) { try await $0.pull("shell/p1/large/manifests/latest") }
            }
            options.environment = [:]
            try await checkPulls(options)
        }
    }

    @Test func atSeededRandomMoments() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: "crash")
            let options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            var generator = SeededGenerator(seed: 20_261_121)
            for round in 0..<10 {
                let delay = Duration.milliseconds(Int.random(in: 0...1500, using: &generator))
                try await Registry.run(options) { registry in
                    // The answer is lost with the server: only what the next one says counts.
                    async let answer = try? registry.pull("p\(round)/p\(round + 10)/large/manifests/latest")
                    try await Task.sleep(for: delay)
                    kill(registry.process, SIGKILL)
                    _ = await answer
                }
            }
            try await checkPulls(options)
        }
    }

    private func checkPulls(_ options: Registry.Options) async throws {
        try await Registry.run(options) { registry in
            for name in ["shell/p1/large", "p0/p10/large", "p5/p15/large"] {
                let image = try await registry.pull("\(name)/manifests/latest")
                let violations = try await ImageInvariants.violations(manifest: image.bytes) { image.blobs[$0] }
                #expect(violations.isEmpty, "\(name): \(violations)")
            }
        }
    }
}
