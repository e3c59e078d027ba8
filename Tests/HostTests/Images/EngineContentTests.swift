import Archive
import Conformance
import Nix
import OCI
import Storage
import SystemPackage
import Testing

@testable import Host

/// What an image is made of.
@Suite(.requires("nix-instantiate"))
struct EngineContentTests {
    @Test func imagesOfRandomSubsetsKeepTheInvariants() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            var random = SeededGenerator(seed: 7)
            let names = ["a", "b", "c", "tool", "extra", "dangling"] + (0..<12).map { "n\($0)" }
            for _ in 0..<12 {
                let some = names.shuffled(using: &random).prefix(Int.random(in: 1...8, using: &random))
                let image = try await engine.pull(some.joined(separator: "/"))
                let violations = try await bench.violations(image)
                #expect(violations.isEmpty, "\(some): \(violations)")
                #expect(image.docker != nil)
                let entries = try await bench.entries(image)
                for name in some { #expect(entries["bin/\(name)"] != nil, "\(name) in \(some)") }
            }
        }
    }

    @Test func basePackagesAreThereWhereTheSetHasThem() async throws {
        try await EngineBench.run { bench in
            var options = ImageOptions()
            options.basePackages = ["b", "absent", "upper"]
            let image = try await bench.engine(options: options).pull("a")
            let entries = try await bench.entries(image)
            #expect(Set(["bin/a", "bin/b", "bin/c"]).isSubset(of: entries.keys))
            let asked = try await bench.engine(options: options).refusal("a/absent")
            #expect(asked.code == .manifestUnknown, "who asks for it by name is told that it is missing")
            options.basePackages = ["throws"]
            let error = try await bench.engine(options: options).refusal("a")
            #expect(error.code == .denied && error.message.contains("'throws'"))
        }
    }

    @Test func severalSpellingsOfOneOutputAreOne() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            let image = try await engine.pull("a/c")
            #expect(try await engine.pull("a/again/c/upper").oci == image.oci)
        }
    }

    @Test func anotherNameOfOneOutputBringsItsSettings() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            for name in ["configured", "a/configured"] {
                let image = try await engine.pull(name)
                let execution = try await bench.execution(image)
                #expect(execution.env?.contains("WORD=configured") == true, "\(name)")
                #expect(execution.user == "7")
            }
        }
    }

    @Test func settingsMergeInTheOrderOfPackages() async throws {
        try await EngineBench.run { bench in
            var options = ImageOptions()
            options.metaPackages["ci"] = MetaPackage(
                packages: ["c"],
                settings: ImageSettings(cmd: ["ci"], env: ["WORD": "ci", "CI": "1"], workingDir: "/work"))
            let image = try await bench.engine(options: options).pull("ci/tool/extra")
            let execution = try await bench.execution(image)
            let environment = Set(execution.env ?? [])
            // `extra` sorts before `tool`, and both before what a meta-package says.
            #expect(environment.isSuperset(of: ["WORD=extra", "ONLY=extra", "CI=1"]))
            #expect(execution.cmd == ["extra"])
            #expect(execution.user == "9")
            #expect(execution.workingDir == "/work")
            #expect(execution.labels == ["from": "tool", "more": "extra"])
            // What the settings mention is in the image, but not linked.
            let helper = try #require(execution.env?.first { $0.hasPrefix("HELPER=/nix/store/") })
            let entries = try await bench.entries(image)
            #expect(entries[String(helper.dropFirst("HELPER=/".count))] != nil)
            #expect(entries["bin/helper"] == nil)
            #expect(entries["bin/c"] != nil)
        }
    }

    @Test func annotationsSayWhatTheSourceSaysNow() async throws {
        try await EngineBench.run { bench in
            var options = ImageOptions()
            options.annotations = [.revision, .source]
            let plain = try await bench.engine().pull("a")
            let image = try await bench.engine(options: options).pull("a")
            let manifest = try CanonicalJSON.decode(Manifest.self, from: image.oci.bytes)
            #expect(
                manifest.annotations == [
                    "org.opencontainers.image.revision": "shown one", "org.opencontainers.image.source": "bench",
                ])
            #expect(try bench.layers(image) == bench.layers(plain))
            // A commit that changes no package.
            bench.source.set(.latest, to: .init(folder: bench.set, revision: "one", shown: "next commit"))
            let next = try await bench.engine(options: options).pull("a")
            let moved = try CanonicalJSON.decode(Manifest.self, from: next.oci.bytes)
            #expect(moved.annotations?["org.opencontainers.image.revision"] == "next commit")
            #expect(try await bench.engine().pull("a").oci == plain.oci, "without annotations nothing moves")
        }
    }

    /// Links that lead out of the closure stay links, whether or not another package has something there.
    @Test(arguments: ["dangling", "elsewhere"])
    func linksThatLeadNowhereDoNoHarm(name: String) async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            let alone = try await bench.entries(engine.pull(name))
            guard case .symlink = alone["share"]?.kind else {
                Issue.record("share is \(String(describing: alone["share"]))")
                return
            }
            let image = try await engine.pull("b/\(name)")
            #expect(try await bench.violations(image) == [])
            #expect(try await bench.entries(image)["share/b"] != nil)
        }
    }

    @Test func aMetaPackageMayBeNothingButSettings() async throws {
        try await EngineBench.run { bench in
            var options = ImageOptions()
            options.metaPackages["empty"] = MetaPackage(packages: [], settings: ImageSettings(user: "5"))
            let image = try await bench.engine(options: options).pull("empty")
            #expect(try await bench.violations(image) == [])
            #expect(try await bench.execution(image).user == "5")
            #expect(try bench.layers(image).count == 1)
        }
    }
}
