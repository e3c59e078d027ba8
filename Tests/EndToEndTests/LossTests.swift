import Conformance
import OCI
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Things that vanish under the server.
@Suite(.requires("nix-instantiate"))
struct LossTests {
    @Test func derivationsAndOutputsDeletedBetweenTwoPulls() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            let options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            try await Registry.run(options) { registry in
                let first = try await registry.pull("hello/manifests/latest")
                try await deleteHello(of: set)
                // Another image with it: the output must be there again before anything of the new image is packed.
                let second = try await registry.pull("hello/p1/manifests/latest")
                let layers = Set(second.manifest.layers.map(\.digest))
                #expect(layers.isSuperset(of: first.manifest.layers.dropLast().map(\.digest)))
                // All its layers lost, too: it must be packed again.
                try await deleteHello(of: set)
                _ = try await Program.run("find", [options.store.string, "-path", "*blobs*", "-type", "f", "-delete"])
                for layer in first.manifest.layers {
                    #expect(try await registry.get("/v2/hello/blobs/\(layer.digest)").status == 404)
                }
                #expect(try await registry.pull("hello/manifests/latest").digest == first.digest)
            }
        }
    }

    @Test func aLostBlobIsPackedAgain() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            let options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            try await Registry.run(options) { registry in
                let first = try await registry.pull("p1/p2/manifests/latest")
                let lost = try #require(first.manifest.layers.first).digest
                let removed = try await Program.run(
                    "find", [options.store.string, "-name", "*\(lost.hex.suffix(40))*", "-delete", "-print"])
                #expect(removed.output.contains(lost.hex.suffix(40)))
                #expect(try await registry.get("/v2/p1/blobs/\(lost)").status == 404)
                let second = try await registry.pull("p1/p2/manifests/latest")
                #expect(second.digest == first.digest)
            }
        }
    }

    @Test func forgettingAnImageBuildsItAgain() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            let options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            try await Registry.run(options) { registry in
                let first = try await registry.pull("hello/manifests/latest")
                let outcome = try await Program.run(
                    Program.nixery.string, ["cache", "forget", "hello"], environment: options.variables)
                #expect(outcome.status == 0, "\(outcome.output)")
                let before = try await registry.metric("nixery_images_built_total")
                #expect(try await registry.pull("hello/manifests/latest").digest == first.digest)
                #expect(try await registry.metric("nixery_images_built_total") == before + 1)
            }
        }
    }

    @Test(.requiresTmpfs())
    func aFullDiskIsAnErrorAndLeavesNothingHalfWritten() async throws {
        try await Tmpfs.with(megabytes: 64) { disk in
            let folder = disk.appending("elsewhere")
            let set = try SampleSet(in: folder, salt: disk.string)
            var options = Registry.Options(packages: set.folder, store: disk.appending("store"))
            options.environment["NIXERY_STORAGE_MINIMUM_FREE"] = "0"
            try await Registry.run(options) { registry in
                let full = try await registry.get("/v2/huge/manifests/latest")
                #expect((500...599).contains(full.status), "\(full.text)")
                let image = try await registry.pull("hello/manifests/latest")
                let violations = try await ImageInvariants.violations(manifest: image.bytes) { image.blobs[$0] }
                #expect(violations.isEmpty, "\(violations)")
                let again = try await registry.get("/v2/huge/manifests/latest")
                #expect((500...599).contains(again.status), "nothing half-written is served later")
            }
        }
    }

    @Test(.requiresTmpfs())
    func `with less than the minimum free nothing is built, and what is there is served`() async throws {
        try await Tmpfs.with(megabytes: 64) { disk in
            let set = try SampleSet(in: disk.appending("elsewhere"), salt: disk.string)
            var options = Registry.Options(packages: set.folder, store: disk.appending("store"))
            options.environment["NIXERY_STORAGE_MINIMUM_FREE"] = "32M"
            try await Registry.run(options) { registry in
                let image = try await registry.pull("hello/manifests/latest")
                let ballast = disk.appending("ballast")
                try ballast.write(String(repeating: "x", count: 40 << 20))
                let refused = try await registry.get("/v2/p1/manifests/latest")
                #expect(refused.status == 503 && refused.headers["retry-after"] != nil)
                #expect(refused.text.contains("too little space left to build images"), "\(refused.text)")
                #expect(try await registry.metric("nixery_builds_refused_total") == 1)
                #expect(try await registry.pull("hello/manifests/latest").digest == image.digest)
                #expect(unlink(ballast.string) == 0)
                _ = try await registry.pull("p1/manifests/latest")
                #expect(try await registry.metric("nixery_builds_refused_total") == 1)
            }
        }
    }

    /// Takes the package and its derivation out of Nix's store.
    private func deleteHello(of set: SampleSet) async throws {
        let paths = try await Program.run(
            "nix-instantiate", ["--eval", "--strict", "--json", "-E", Self.paths(set)]
        ).output
        let names = paths.matches(of: /\/nix\/store\/[a-z0-9.-]+/).map { String($0.0) }
        #expect(names.count == 2)
        for _ in 0..<2 { _ = try await Program.run("nix-store", ["--delete"] + names) }
        for name in names { #expect(access(name, F_OK) != 0, "\(name) should be gone") }
    }

    private static func paths(_ set: SampleSet) -> String {
        "with (import \(set.folder) { }); [ hello.outPath (builtins.unsafeDiscardStringContext hello.drvPath) ]"
    }
}
