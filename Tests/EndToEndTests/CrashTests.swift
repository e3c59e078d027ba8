import Conformance
import OCI
import Subprocess
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// kill -9 of the server, then a restart on the same store: every pull succeeds and every blob matches its digest.
@Suite(.requires("nix-instantiate"), .serialized)
struct CrashTests {
    /// Every step of writing, at its first time and in the middle of an image.
    ///
    /// The points lie in the store. Packing has none of its own because it writes nothing else: a layer is compressed while
    /// its upload is under way, so that `uploadBegun` and `uploadHalfWritten` stop it in the middle.
    @Test(arguments: [
        "uploadBegun:1", "uploadHalfWritten:1", "uploadWritten:2", "uploadSynced:2", "uploadRenamed:1",
        "uploadRenamed:4", "putWritten:3", "putRenamed:5", "putRenamed:20",
    ])
    func atANamedPoint(point: String) async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: "crash")
            var options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            options.environment["NIXERY_TEST_CRASH_AT"] = point
            let end = try await Registry.runToEnd(options) { registry in
                // An image in the message of a failure would be megabytes.
                _ = try await registry.pull("shell/p1/large/manifests/latest")
            }
            #expect(end.status == .signaled(SIGKILL), "the point was never reached")
            #expect(throws: (any Error).self, "the server was killed before it could answer") { try end.result.get() }
            options.environment = [:]
            try await checkPulls(["shell/p1/large", "p0/p10/large", "p5/p15/large"], options)
        }
    }

    /// Each round asks for an image with layers that no round before has stored.
    @Test func atSeededRandomMoments() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: "crash")
            let options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            let images = (0..<10).map { "p\($0)/p\($0 + 10)/large\($0)" }
            var generator = SeededGenerator(seed: 20_261_121)
            var unanswered = 0
            for image in images {
                let delay = Duration.milliseconds(Int.random(in: 0...1500, using: &generator))
                if try await isKilledFirst(image, after: delay, options) { unanswered += 1 }
            }
            #expect(unanswered > 0, "every kill came too late to hit a build")
            try await checkPulls(images, options)
        }
    }

    /// Kills a server that is asked for an image, and tells whether it died before the last byte of the answer.
    private func isKilledFirst(_ image: String, after delay: Duration, _ options: Registry.Options) async throws -> Bool
    {
        let end = try await Registry.runToEnd(options) { registry in
            // The answer is lost with the server: only what the next one says counts.
            async let answer = try? registry.pull("\(image)/manifests/latest")
            try await Task.sleep(for: delay)
            kill(registry.process, SIGKILL)
            return await answer == nil
        }
        #expect(end.status == .signaled(SIGKILL))
        return try end.result.get()
    }

    private func checkPulls(_ names: [String], _ options: Registry.Options) async throws {
        try await Registry.run(options) { registry in
            for name in names {
                let image = try await registry.pull("\(name)/manifests/latest")
                let violations = try await ImageInvariants.violations(manifest: image.bytes) { image.blobs[$0] }
                #expect(violations.isEmpty, "\(name): \(violations)")
            }
        }
    }
}
