import Archive
import Layering
import Logging
import Nix
import OCI
import SystemPackage
import Testing

@testable import Host

@Suite("The configuration file")
struct ConfigurationFileTests {
    @Test("Every key reaches its place")
    func everyKey() throws {
        let configuration = try ConfigurationFixture.with(Self.everything) { try $0.load().configuration }
        #expect(configuration.server.address == "127.0.0.1")
        #expect(configuration.server.port == 5000)
        #expect(configuration.server.accessLog == false)
        #expect(configuration.server.logLevel == .debug)
        #expect(configuration.server.logFormat == .text)
        #expect(configuration.server.catalog)
        #expect(configuration.server.shutdownGrace == .seconds(300))
        #expect(configuration.server.blobs.way == .proxy)
        #expect(configuration.server.blobs.proxyNetworks == [IPNetwork("10.1.0.0/16")])
        #expect(configuration.server.blobs.redirectNetworks == [IPNetwork("10.0.0.0/8"), IPNetwork("fd00::/8")])
        #expect(configuration.server.trustedProxies == [IPNetwork("192.0.2.1")])
        #expect(configuration.storage.backend == .memory)
        #expect(configuration.storage.path == "/srv/nixery")
        #expect(configuration.layering.strategy == .single)
        #expect(configuration.layering.budget == (try LayerBudget(20)))
        #expect(configuration.compression.format == .zstd)
        #expect(configuration.compression.preset == .small)
        #expect(configuration.compression.members == .one)
        #expect(configuration.images.platform == .arm64)
        #expect(configuration.images.basePackages == ["cacert"])
        #expect(configuration.images.annotations == [.revision, .source])
        #expect(configuration.images.created == .commit)
        #expect(configuration.nix.buildTimeout == .seconds(3600))
        #expect(configuration.nix.evaluationTimeout == .seconds(90))
        #expect(configuration.nix.maximumHeap == 2 << 30)
        #expect(configuration.nix.memory == 512 << 20)
        #expect(configuration.nix.processes == 2)
        #expect(configuration.nix.builds == 3)
        #expect(configuration.nix.queue == 0)
        #expect(configuration.cache.memory == 1024)
        #expect(configuration.cache.blobTrust == .seconds(1))
        #expect(configuration.cache.failureMinimum == .seconds(2))
        #expect(configuration.cache.failureMaximum == .seconds(86_400))
        #expect(configuration.storage.minimumFree == 1 << 30)
        #expect(configuration.collecting.keepLast == 3)
        #expect(configuration.collecting.pulledWithin == .seconds(30 * 86_400))
        #expect(configuration.collecting.maximumSize == 100 << 30)
        #expect(configuration.collecting.grace == .seconds(7200))
        #expect(configuration.collecting.recordAge == .seconds(365 * 86_400))
    }

    @Test("A path source's keys reach it, and its path is beside the file")
    func pathSource() throws {
        try ConfigurationFixture.with(Self.everything) { fixture in
            let source = try fixture.load().configuration.source.asPath()
            #expect(source.path == fixture.packages)
            #expect(source.file == "default.nix")
            #expect(source.name == "ours")
            #expect(source.evaluation.restrict == false)
            #expect(source.evaluation.importFromDerivation)
            #expect(source.evaluation.allowedURIs == ["https://example.org/"])
            #expect(source.evaluation.nixPath == ["nixpkgs=/srv/nixpkgs"])
        }
    }

    @Test("Arguments keep the type that YAML gives them, as JSON")
    func arguments() throws {
        let yaml = """
            source:
              path: pk
              arguments: {n: 1, f: -2.5e3, quoted: "1", yes: true, word: hello, octal: 007, q: 'say "hi"', empty: ""}
            """
        let path = try ConfigurationFixture.with(yaml) { try $0.load().configuration.source.asPath() }
        #expect(
            path.evaluation.arguments == [
                "n": "1", "f": "-2.5e3", "quoted": "\"1\"", "yes": "true", "word": "\"hello\"", "octal": "\"007\"",
                "q": #""say \"hi\"""#, "empty": "\"\"",
            ])
    }

    @Test("A meta-package has packages and settings")
    func metaPackages() throws {
        let yaml = """
            source: {path: pk}
            images:
              metaPackages:
                dev:
                  packages: [git, openssl.dev]
                  settings:
                    entrypoint: [/bin/tini, --]
                    cmd: []
                    env: {EDITOR: nano, EMPTY: ""}
                    user: "1000"
                    labels: {a.b: c}
                    workingDir: /work
                    ports: [8080, 53/udp]
                bare:
            """
        let images = try ConfigurationFixture.with(yaml) { try $0.load().configuration.images }
        let dev = try #require(images.metaPackages["dev"])
        #expect(dev.packages == ["git", "openssl.dev"])
        #expect(dev.settings.entrypoint == ["/bin/tini", "--"])
        #expect(dev.settings.cmd == [])
        #expect(dev.settings.env == ["EDITOR": "nano", "EMPTY": ""])
        #expect(dev.settings.user == "1000")
        #expect(dev.settings.labels == ["a.b": "c"])
        #expect(dev.settings.workingDir == "/work")
        #expect(dev.settings.ports == ["8080", "53/udp"])
        #expect(images.metaPackages["bare"] == MetaPackage(packages: []))
    }

    @Test("An empty section is all defaults", arguments: ["server:", "server: {}", "server: ~", ""])
    func emptySection(yaml: String) throws {
        let server = try ConfigurationFixture.with(yaml) {
            try $0.load(["NIXERY_PKGS_PATH": "pk"]).configuration.server
        }
        #expect(server == ServerConfiguration())
    }

    static let everything = """
        server:
          address: 127.0.0.1
          port: 5000
          accessLog: false
          logLevel: debug
          logFormat: text
          catalog: true
          shutdownGrace: 5m
          blobs: proxy
          proxyNetworks: [10.1.0.0/16]
          redirectNetworks: [10.0.0.0/8, "fd00::/8"]
          trustedProxies: [192.0.2.1]
        source:
          kind: path
          path: pk
          file: default.nix
          name: ours
          restrict: false
          importFromDerivation: true
          allowedURIs: [https://example.org/]
          nixPath: [nixpkgs=/srv/nixpkgs]
          arguments: {a: 1, b: "two: 2"}
        storage:
          backend: memory
          path: /srv/nixery
          minimumFree: 1G
        gc:
          keepLast: 3
          pulledWithin: 30d
          maximumSize: 100G
          grace: 2h
          recordAge: 365d
        layering:
          strategy: single
          budget: 20
        compression:
          format: zstd
          preset: small
          members: one
        images:
          platform: linux/arm64
          basePackages: [cacert]
          metaPackages:
            dev:
              packages: [git, "weird \\"name\\" — ü"]
              settings: {cmd: [bash, "-c", "a\\nb", "", "null", "- x"], env: {A: "b # c"}, user: "~", ports: [80]}
          annotations: [revision, source]
          created: commit
        nix:
          buildTimeout: 1h
          evaluationTimeout: 90
          maximumHeap: 2G
          memory: 512M
          processes: 2
          builds: 3
          queue: 0
        cache:
          memory: 1024
          blobTrust: 1
          failureMinimum: 2s
          failureMaximum: 1d
        """
}
