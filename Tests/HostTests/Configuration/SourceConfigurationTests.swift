import Logging
import Nix
import OCI
import Storage
import SystemPackage
import Testing

@testable import Host

@Suite("The section source")
struct SourceConfigurationTests {
    static let git = """
        source:
          kind: git
          name: ours
          url: ssh://git@example.org:2222/sets.git
          folder: nix/packages
          file: all.nix
          fetch: mirror
          archiveURL: https://example.org/archive/{commit}.tar.gz
          refs: [refs/tags/release-*]
          commits: none
          submodules: true
          maximumMirrorSize: 1G
          maximumCheckouts: 512M
          tarball: {files: 7}
          credentials: {username: me, password: "p # w"}
          ssh: {keyFile: pk/default.nix, certificateFile: pk/default.nix, knownHosts: pk/default.nix}
          caFile: pk/default.nix
          proxy: http://me:hunter2@proxy:3128
          limits: {connect: 5s, silence: 10s, total: 1h}
          tagLifetime: 5m
          staleLifetime: 0
          restrict: false
        """
    static let channel = """
        source:
          kind: channel
          name: stable
          channel: nixos-25.05
          channelURL: https://mirror.example.org/{channel}
          commitURL: https://mirror.example.org/{commit}.tar.gz
          sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF
          tags: [nixos-*, commit]
          file: set.nix
          maximumUnpacked: 1G
          tarball: {download: 100M, unpacked: 1G, files: 1000}
          caFile: pk/default.nix
          proxy: http://proxy:3128
          limits: {connect: 1}
          tagLifetime: 1h
          staleLifetime: 7d
          allowedURIs: [https://example.org/]
        """
    static let script = """
        source:
          kind: script
          name: finder
          program: pk/find
          environment: {API: "https://example.org", KEY: hunter2}
          listsTags: true
          timeLimit: 5s
          outputLimit: 2K
          tagLifetime: 0
          importFromDerivation: true
        """
    static let overlay = """
        source:
          kind: overlay
          name: company
          tagged: services
          base:
            kind: channel
            channel: nixos-25.05
            tag: pinned
          overlays:
            - kind: git
              name: services
              url: git@example.org:services.git
              credentials: {}
            - {kind: path, path: pk, arguments: {a: 1}, tag: v1}
        """

    @Test("A git source's keys reach it")
    func gitKeys() throws {
        try ConfigurationFixture.with(Self.git) { fixture throws in
            guard case .git(let git) = try fixture.source() else {
                Issue.record("it is another kind")
                return
            }
            let file = fixture.packages.appending("default.nix")
            var expected = GitSourceConfiguration(url: "ssh://git@example.org:2222/sets.git")
            expected.name = "ours"
            expected.folder = "nix/packages"
            expected.file = "all.nix"
            expected.fetch = .mirror
            expected.archiveURL = "https://example.org/archive/{commit}.tar.gz"
            expected.refs = ["refs/tags/release-*"]
            expected.commits = .none
            expected.submodules = true
            expected.maximumMirrorSize = 1 << 30
            expected.maximumCheckouts = 512 << 20
            expected.tarball.files = 7
            expected.credentials.username = "me"
            expected.credentials.password = Secret("p # w")
            (expected.ssh.keyFile, expected.ssh.certificateFile, expected.ssh.knownHosts) = (file, file, file)
            expected.caFile = file
            expected.proxy = "http://me:hunter2@proxy:3128"
            (expected.limits.connect, expected.limits.silence) = (.seconds(5), .seconds(10))
            expected.limits.total = .seconds(3600)
            expected.lifetimes = TagLifetimes(fresh: .seconds(300), stale: .zero)
            expected.evaluation.restrict = false
            #expect(git == expected)
        }
    }

    @Test("A channel's keys reach it")
    func channelKeys() throws {
        try ConfigurationFixture.with(Self.channel) { fixture throws in
            var expected = ChannelSourceConfiguration(channel: "nixos-25.05")
            expected.name = "stable"
            expected.channelURL = "https://mirror.example.org/{channel}"
            expected.commitURL = "https://mirror.example.org/{commit}.tar.gz"
            expected.sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            expected.tags = ["nixos-*", "commit"]
            expected.file = "set.nix"
            expected.maximumUnpacked = 1 << 30
            (expected.tarball.download, expected.tarball.unpacked) = (100 << 20, 1 << 30)
            expected.tarball.files = 1000
            expected.caFile = fixture.packages.appending("default.nix")
            expected.proxy = "http://proxy:3128"
            expected.limits.connect = .seconds(1)
            expected.lifetimes = TagLifetimes(fresh: .seconds(3600), stale: .seconds(7 * 86_400))
            expected.evaluation.allowedURIs = ["https://example.org/"]
            #expect(try fixture.source() == .channel(expected))
        }
    }

    @Test("A script's keys reach it")
    func scriptKeys() throws {
        try ConfigurationFixture.with(Self.script) { fixture throws in
            let program = try fixture.addProgram("find")
            var expected = ScriptSourceConfiguration(program: program)
            expected.name = "finder"
            expected.script.environment = ["API": "https://example.org", "KEY": "hunter2"]
            expected.listsTags = true
            expected.script.timeLimit = .seconds(5)
            expected.script.outputLimit = 2048
            expected.lifetimes = TagLifetimes(fresh: .zero)
            expected.evaluation.importFromDerivation = true
            #expect(try fixture.source() == .script(expected))
        }
    }

    @Test("An overlay's parts are sources, and one of them takes the image's tag")
    func overlayKeys() throws {
        try ConfigurationFixture.with(Self.overlay) { fixture throws in
            guard case .overlay(let overlay) = try fixture.source() else {
                Issue.record("it is another kind")
                return
            }
            var services = GitSourceConfiguration(url: "git@example.org:services.git")
            services.name = "services"
            var path = PathSourceConfiguration(path: fixture.packages)
            path.evaluation.arguments = ["a": "1"]
            #expect(overlay.name == "company")
            #expect(overlay.base.source == .channel(ChannelSourceConfiguration(channel: "nixos-25.05")))
            #expect(overlay.overlays.map(\.source) == [.git(services), .path(path)])
            #expect(overlay.parts.map { $0.tag?.value } == ["pinned", nil, "v1"])
            #expect(overlay.taggedIndex == 1)
        }
    }

    @Test("An overlay may be the base of another, and the last overlay takes the tag")
    func nestedBase() throws {
        let yaml = """
            source:
              kind: overlay
              base: {kind: overlay, name: inner, base: {path: pk}, overlays: [{path: pk, name: a}]}
              overlays: [{path: pk, name: b}, {path: pk, name: c}]
            """
        try ConfigurationFixture.with(yaml) { fixture throws in
            guard case .overlay(let overlay) = try fixture.source() else {
                Issue.record("it is another kind")
                return
            }
            #expect(overlay.parts.map(\.source.name) == ["inner", "b", "c"])
            #expect(overlay.taggedIndex == 2)
        }
    }

    @Test("What is printed reads as the same, but for secrets", arguments: [git, channel, script, overlay])
    func roundTrip(yaml: String) throws {
        try ConfigurationFixture.with(yaml) { fixture throws in
            try fixture.addProgram("find")
            let first = try fixture.load()
            try ConfigurationFixture.write(first.yaml, to: fixture.file)
            let second = try fixture.load()
            #expect(
                ConfigurationPrintingTests.withoutComments(second.yaml)
                    == ConfigurationPrintingTests.withoutComments(first.yaml))
            #expect(second.configuration.source.name == first.configuration.source.name)
        }
    }

    @Test("Secrets are not printed")
    func secrets() throws {
        for yaml in [Self.git, Self.script] {
            let printed = try ConfigurationFixture.with(yaml) { fixture throws in
                try fixture.addProgram("find")
                return try fixture.load().yaml
            }
            #expect(!printed.contains("hunter2"))
            #expect(!printed.contains("p # w"))
            #expect(printed.contains("\"***\"") || printed.contains(": ***"))
        }
    }

    @Test("Each item of a list is printed as one")
    func printedItems() throws {
        let printed = try ConfigurationFixture.with(Self.overlay) { try $0.load().yaml }
        #expect(
            printed.contains("\n  overlays:\n  - kind: git  # file, line 10\n    url: \"git@example.org:services.git\"")
        )
        #expect(printed.contains("\n  - tag: v1  # file, line 14\n    kind: path  # file, line 14\n"))
    }
}
