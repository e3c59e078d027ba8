import Conformance
import FoundationEssentials
import OCI
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// `nixery gc` and `nixery verify` beside a registry that serves.
@Suite(.requires("nix-instantiate", package: "nix-bin"))
struct CollectingTests {
    /// A command on the registry's store.
    private func nixery(_ arguments: [String], _ options: Registry.Options) async throws -> Program.Outcome {
        try await Program.run(
            Program.nixery.string, arguments,
            environment: ["NIXERY_PKGS_PATH": options.packages?.string ?? "", "STORAGE_PATH": options.store.string])
    }

    /// Makes what is new in the store some days old.
    private func age(_ options: Registry.Options, days: Int = 3) async throws {
        let touched = try await Program.run(
            "find",
            [
                options.store.string, "-type", "f", "-name", "*@", "-newermt", "1 day ago", "-exec", "touch", "-d",
                "\(days) days ago", "{}", "+",
            ])
        #expect(touched.status == 0, "\(touched.output)")
    }

    /// A package set as if it had been there for long: what changes while it is built is not remembered.
    private func settledSet(in folder: FilePath, salt: String) async throws -> SampleSet {
        let set = try SampleSet(in: folder, salt: salt)
        let touched = try await Program.run(
            "touch", ["-d", "1 hour ago", set.folder.appending("default.nix").string])
        #expect(touched.status == 0, "\(touched.output)")
        return set
    }

    private func files(_ folder: FilePath) async throws -> [String] {
        try await Program.run("find", [folder.string, "-type", "f"]).output.split(separator: "\n").map { String($0) }
            .sorted()
    }

    /// Pulls are noted beside the requests.
    private func waitForPulls(_ count: Int, _ options: Registry.Options) async throws {
        try await waitUntil("\(count) pulls are noted") {
            try await files(options.store.appending("objects")).count { $0.contains("/pulls/") } == count
        }
    }

    @Test func `gc removes what the rules do not keep while the registry serves, and it is built again`() async throws {
        try await withTemporaryFolder { folder in
            let set = try await settledSet(in: folder, salt: folder.string)
            let options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            try await Registry.run(options) { registry in
                let first = try await registry.pull("hello/manifests/latest")
                let kept = try await registry.pull("p1/manifests/latest")
                try await waitForPulls(2, options)
                try await age(options, days: 4)
                let second = try await settledSet(in: folder, salt: "\(folder) again")
                let moved = try await registry.pull("hello/manifests/latest")
                #expect(second.folder == set.folder && moved.digest != first.digest)
                try await waitForPulls(3, options)
                try await age(options)
                let before = try await files(options.store.appending("objects"))
                let rules = ["--set", "gc.keepLast=1"]
                let plan = try await nixery(["gc", "--dry-run"] + rules, options)
                #expect(plan.status == 0 && plan.output.contains("removed: no rule keeps it"), "\(plan.output)")
                #expect(plan.output.contains("would remove 1 image of 3 and "), "\(plan.output)")
                #expect(try await files(options.store.appending("objects")) == before)
                let run = try await nixery(["gc"] + rules, options)
                #expect(run.status == 0 && run.output.contains("removed 1 image of 3 and "), "\(run.output)")
                for image in [kept, moved] {
                    #expect(try await registry.get("/v2/any/manifests/\(image.digest)").status == 200)
                    for blob in image.blobs.keys {
                        #expect(try await registry.get("/v2/any/blobs/\(blob)").status == 200)
                    }
                }
                let gone = Set(first.blobs.keys).subtracting(kept.blobs.keys).subtracting(moved.blobs.keys)
                #expect(!gone.isEmpty)
                for blob in gone { #expect(try await registry.get("/v2/any/blobs/\(blob)").status == 404) }
                _ = try SampleSet(in: folder, salt: folder.string)
                #expect(try await registry.pull("hello/manifests/latest").digest == first.digest)
                #expect(try await nixery(["verify"], options).status == 0)
            }
        }
    }

    @Test func `what was pulled lately stays, as the registry noted it`() async throws {
        try await withTemporaryFolder { folder in
            let set = try await settledSet(in: folder, salt: folder.string)
            let options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            try await Registry.run(options) { registry in
                _ = try await registry.pull("hello/manifests/latest")
                _ = try await registry.pull("p1/manifests/latest")
            }
            try await age(options)
            // Both were noted today, whatever their files say.
            for pull in try await files(options.store) where pull.contains("/pulls/") { #expect(unlink(pull) == 0) }
            try await Registry.run(options) { registry in
                let image = try await registry.pull("hello/manifests/latest")
                #expect(try await registry.get("/v2/any/manifests/\(image.digest)").status == 200)
            }
            let run = try await nixery(["gc", "--set", "gc.pulledWithin=1d"], options)
            #expect(
                run.output.contains("kept: pulled lately") && run.output.contains("removed 1 image of 2"),
                "\(run.output)")
        }
    }

    @Test func `gc cleans up after a registry that was killed in the middle of a build`() async throws {
        try await withTemporaryFolder { folder in
            let set = try await settledSet(in: folder, salt: folder.string)
            var options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            options.environment["NIXERY_TEST_CRASH_AT"] = "uploadHalfWritten"
            _ = try await Registry.runToEnd(options) { registry in
                _ = try? await registry.get("/v2/p1/manifests/latest")  // The registry dies of it.
            }
            let staging = options.store.appending("staging")
            #expect(try await files(staging).count > 1, "something is left over")
            let run = try await nixery(["gc"], options)
            #expect(run.status == 0, "\(run.output)")
            #expect(try await files(staging) == [staging.appending("lock").string])
        }
    }

    @Test func `verify finds a damaged blob, removes it, and the registry makes it again`() async throws {
        try await withTemporaryFolder { folder in
            let set = try await settledSet(in: folder, salt: folder.string)
            let options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            try await Registry.run(options) { registry in
                let image = try await registry.pull("p1/p2/manifests/latest")
                let sound = try await nixery(["verify"], options)
                #expect(sound.status == 0 && sound.output.contains("nothing is wrong with "), "\(sound.output)")
                let layer = try #require(image.manifest.layers.first).digest
                let file = try #require(
                    try await files(options.store).first { $0.contains("/blobs/") && $0.contains(layer.hex.suffix(40)) }
                )
                #expect(truncate(file, 100) == 0)
                let found = try await nixery(["verify", "--json"], options)
                #expect(found.status == 1)
                let line = try #require(found.output.split(separator: "\n").last { $0.hasPrefix("{") })
                let document = try CanonicalJSON.decode(Document.self, from: line.utf8)
                #expect(document.version == 1 && document.problems.allSatisfy { !$0.removed })
                #expect(document.problems.contains { $0.key == "blobs/sha256/\(layer.hex)" })
                let removed = try await nixery(["verify", "--remove"], options)
                #expect(removed.status == 1 && removed.output.contains("(removed)"), "\(removed.output)")
                #expect(try await nixery(["verify"], options).status == 0)
                #expect(try await registry.pull("p1/p2/manifests/latest").digest == image.digest)
                #expect(try await nixery(["verify"], options).status == 0)
            }
        }
    }

    /// What `verify --json` prints.
    private struct Document: Decodable {
        struct Problem: Decodable {
            let key: String
            let removed: Bool
        }

        let version: Int
        let problems: [Problem]
    }
}
