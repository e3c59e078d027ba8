import Conformance
import HTTPTypes
import HummingbirdTesting
import Logging
import OCI
import Storage
import SystemPackage
import Testing

import struct OCI.Tag

@testable import Host

/// What an image takes from its source besides packages.
@Suite(.requires("nix-instantiate"))
struct EngineSourceTests {
    @Test func `A warning reaches the header and nothing that is stored`() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            let image = try await engine.pull("a")
            bench.source.set(.latest, to: .init(folder: bench.set, revision: "one", warning: "it may be old"))
            for warned in [try await engine.pull("a"), try await bench.engine().pull("a")] {
                #expect(warned.warning == "it may be old")
                #expect(warned.oci == image.oci && warned.docker == image.docker)
            }
            let response = try await get("/v2/a/manifests/latest", engine)
            #expect(response["Warning"] == "110 nixery \"it may be old\"")
            bench.source.set(.latest, to: .init(folder: bench.set, revision: "one"))
            #expect(try await get("/v2/a/manifests/latest", engine)["Warning"] == nil)
        }
    }

    @Test func `A source that cannot be asked is a 503 with its reason`() async throws {
        try await EngineBench.run { bench in
            bench.source.fail(with: .unavailable("the git server does not answer"))
            let engine = bench.engine()
            for path in ["/v2/a/manifests/latest", "/v2/a/tags/list"] {
                let response = try await get(path, engine)
                #expect(response.status == .serviceUnavailable)
                #expect(response.headers[.retryAfter] != nil)
                #expect(response.text.contains("the git server does not answer"))
            }
        }
    }

    /// What is configured, when the revision was made, and what the image says.
    static let times: [(ImageOptions.Created, Int64?, String)] = [
        (.epoch, 1_700_000_000, "1970-01-01T00:00:00Z"), (.commit, 1_700_000_000, "2023-11-14T22:13:20Z"),
        // The source does not know, or whoever made the commit lied.
        (.commit, nil, "1970-01-01T00:00:00Z"), (.commit, -5, "1970-01-01T00:00:00Z"),
        (.commit, .max, "9999-12-31T23:59:59Z"),
    ]

    @Test func `The time of creation is the commit's where that is configured`() async throws {
        try await EngineBench.run { bench in
            for (created, time, expected) in Self.times {
                bench.source.set(.latest, to: .init(folder: bench.set, revision: "one", time: time))
                var options = ImageOptions()
                options.created = created
                let image = try await bench.engine(options: options).pull("a")
                #expect(try await bench.config(image).created == expected)
                #expect(try await bench.engine(options: options).pull("a") == image)
                #expect(try await bench.violations(image) == [])
            }
        }
    }

    @Test func `A remote's last answer serves a known image while it is away`() async throws {
        try await EngineBench.run { bench in
            let clock = TestClock()
            let remote = RemoteBench(source: bench.source)
            let memory = { (store: (any ObjectStore)?) in
                TagMemory(
                    remote, lifetimes: TagLifetimes(fresh: .seconds(60)), store: store, logger: EngineBench.logger,
                    clock: clock.now)
            }
            let image = try await bench.engine(source: memory(bench.memory)).pull("a")
            clock.turn(by: 120)
            bench.source.fail(with: .unavailable("the remote is away"))
            // Another process: only the store knows.
            let engine = bench.engine(source: memory(bench.memory))
            let late = try await engine.pull("a")
            #expect(late.oci == image.oci)
            #expect(late.warning == "the remote is away; 'latest' is what it was 2 minutes ago")
            #expect(engine.steps.evaluations == 0)
            #expect(try await engine.refusal("a", tag: Tag("v2")).code == .unavailable)
            #expect(try await bench.engine(source: memory(nil)).refusal("a").code == .unavailable)
            bench.source.fail(with: nil)
            clock.turn(by: 10)
            #expect(try await engine.pull("a").warning == nil)
            #expect(try await engine.refusal("a", tag: Tag("v2")).code == .manifestUnknown)
        }
    }

    @Test func `Tags are listed where the remote lists them`() async throws {
        try await EngineBench.run { bench in
            let name = try ImageName("a")
            let lifetimes = TagLifetimes(fresh: .seconds(60))
            let silent = TagMemory(
                RemoteBench(source: bench.source), lifetimes: lifetimes, store: nil, logger: EngineBench.logger)
            #expect(try await bench.engine(source: silent).engine.tags(name, logger: EngineBench.logger) == nil)
            let listing = TagMemory(FakeRemote(), lifetimes: lifetimes, store: nil, logger: EngineBench.logger)
            let engine = bench.engine(source: listing).engine
            #expect(try await engine.tags(name, logger: EngineBench.logger) == [Tag("v1")])
        }
    }

    @Test func `An engine that stops ends the questions of every part`() async throws {
        try await EngineBench.run { bench in
            let remotes = [FakeRemote(), FakeRemote()]
            let parts = remotes.map { remote in
                remote.state.withLock { $0.hangs = true }
                return FixedTag(
                    TagMemory(remote, lifetimes: .init(fresh: .zero), store: nil, logger: EngineBench.logger),
                    tag: .latest)
            }
            let source = OverlaySource.source(name: "stack", base: parts[0], overlays: [parts[1]], tagged: 1)
            let engine = bench.engine(source: source)
            let pull = Task { try await engine.refusal("a") }
            while remotes.contains(where: { $0.questions == 0 }) { await Task.yield() }
            await engine.engine.cancelBuilds()
            let refusal = try await pull.value
            #expect(refusal.code == .unavailable)
        }
    }

    @Test func `Two releases over one base share all but what differs`() async throws {
        try await EngineBench.run { bench in
            let base = FolderSource("base", bench.folder.appending("base"))
            try BenchSet.write(to: base.folder.appending("latest"), salt: "\(bench.folder)")
            let custom = FolderSource("custom", bench.folder.appending("custom"))
            for version in ["v1", "v2"] {
                try custom.write(Tag(version), Self.service(version, salt: "\(bench.folder)"))
            }
            let source = OverlaySource.source(
                name: "stack", base: FixedTag(base, tag: .latest), overlays: [custom], tagged: 1)
            let engine = bench.engine(source: source)
            let first = try await engine.pull("service", tag: Tag("v1"))
            let second = try await engine.pull("service", tag: Tag("v2"))
            #expect(first.revision == "custom-v1+base-latest")
            for image in [first, second] { #expect(try await bench.violations(image) == []) }
            let names = try await [Set(bench.entries(first).keys), Set(bench.entries(second).keys)]
            for (own, other, number) in [(0, 1, 1), (1, 0, 2)] {
                let mark = "service-\(number)"
                #expect(names[own].contains { $0.contains(mark) } && !names[other].contains { $0.contains(mark) })
            }
            // The service and the links differ; the base's packages do not.
            let layers = try [Set(bench.layers(first)), Set(bench.layers(second))]
            #expect(layers[0].count >= 4)
            #expect(layers[0].subtracting(layers[1]).count == 2)
            #expect(try await engine.pull("a", tag: Tag("v1")).oci == engine.pull("a", tag: Tag("v2")).oci)
        }
    }

    /// An overlay with a package that uses two of the base, one of them overridden.
    private static func service(_ version: String, salt: String) -> String {
        """
        final: prev: {
          service = derivation {
            name = "service-\(version.dropFirst())"; inherit (prev.a) system; builder = "/bin/sh"; salt = "\(salt)";
            args = [ "-ec" "PATH=/usr/bin:/bin; mkdir -p $out/bin; echo ${final.a} ${final.b} > $out/bin/service" ];
          };
          b = derivation {
            name = "b-overridden"; inherit (prev.a) system; builder = "/bin/sh"; salt = "\(salt)";
            args = [ "-ec" "PATH=/usr/bin:/bin; mkdir -p $out; echo ${prev.b} > $out/b" ];
          };
        }
        """
    }

    /// A GET to a registry over the engine.
    private func get(_ path: String, _ engine: BenchEngine) async throws -> TestResponse {
        try await makeRegistryApplication(
            provider: engine.engine, configuration: RegistryConfiguration(), logger: EngineBench.logger
        ).test(.router) { try await $0.execute(uri: path, method: .get) }
    }
}

/// A ``BenchSource`` as a remote that lists no tags.
private struct RemoteBench: RemoteSource {
    let source: BenchSource

    var name: String { source.name }
    var identity: [String] { ["bench"] }

    func pin(_ tag: Tag, logger: Logger) async throws -> SourcePin {
        SourcePin(content: try await source.resolve(tag, logger: logger).revision, details: ["tag": tag.value])
    }

    func packages(at pin: SourcePin) -> PinnedPackages {
        PinnedPackages(revision: pin.content, displayRevision: pin.content) { logger in
            try await source.resolve(Tag(pin.details["tag"] ?? ""), logger: logger).files(logger)
        }
    }
}
