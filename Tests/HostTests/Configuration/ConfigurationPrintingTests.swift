import Nix
import SystemPackage
import Testing

@testable import Host

@Suite("The printed configuration")
struct ConfigurationPrintingTests {
    @Test(
        "Says the same as what it was printed from",
        arguments: [ConfigurationFileTests.everything, "source: {path: pk}"])
    func roundTrip(yaml: String) throws {
        try ConfigurationFixture.with(yaml) { fixture in
            let first = try fixture.load()
            try ConfigurationFixture.write(first.yaml, to: fixture.file)
            let second = try fixture.load()
            #expect(second.configuration == first.configuration)
            #expect(Self.withoutComments(second.yaml) == Self.withoutComments(first.yaml))
        }
    }

    @Test("Says where each value comes from")
    func origins() throws {
        let flag = ConfigurationFlag("--log-level", sets: "server.logLevel", to: "error")
        let yaml = try ConfigurationFixture.with("server:\n  catalog: true") {
            try $0.load(["NIXERY_PKGS_PATH": "pk", "PORT": "5000"], flags: [flag]).yaml
        }
        #expect(yaml.contains("\n  address: 0.0.0.0  # default\n"))
        #expect(yaml.contains("\n  port: 5000  # environment PORT\n"))
        #expect(yaml.contains("\n  catalog: true  # file, line 2\n"))
        #expect(yaml.contains("\n  logLevel: error  # flag --log-level\n"))
    }

    @Test(
        "Hides a proxy's user and password in every form",
        arguments: [
            ("http://me:hunter2@proxy:3128", "***@proxy:3128"), ("me:hunter2@proxy:3128", "***@proxy:3128"),
            ("http://me:hunt/er2@proxy:3128", "***@proxy:3128"), ("http://me:hunter2@x@proxy:3128", "***@proxy:3128"),
            ("me:hunt?er2@proxy", "***@proxy"), ("http://proxy:3128", "http://proxy:3128"),
        ])
    func proxies(_ proxy: String, _ printed: String) throws {
        for kind in ["git, url: x", "channel"] {
            let yaml = "source: {kind: \(kind), proxy: '\(proxy)'}"
            let loaded = try ConfigurationFixture.with(yaml) { try $0.load() }
            #expect(loaded.yaml.contains("\n  proxy: \"\(printed)\"  #"))
        }
    }

    @Test(
        "Hides the queries of addresses",
        arguments: [
            (
                "kind: git, url: 'https://h/x?token=hunter2', archiveURL: 'https://h/{commit}?token=hunter2'",
                ["url: \"https://h/x?***\"", "archiveURL: \"https://h/{commit}?***\""]
            ),
            (
                "kind: channel, channel: 'https://h/x.tgz?token=hunter2', channelURL: 'https://h/{channel}?t=hunter2', "
                    + "commitURL: 'https://h/{commit}?t=hunter2'",
                [
                    "channel: \"https://h/x.tgz?***\"", "channelURL: \"https://h/{channel}?***\"",
                    "commitURL: \"https://h/{commit}?***\"",
                ]
            ),
        ] as [(String, [String])])
    func queries(_ source: String, _ printed: [String]) throws {
        let yaml = try ConfigurationFixture.with("source: {\(source)}") { try $0.load().yaml }
        for line in printed { #expect(yaml.contains("\n  \(line)  #"), "\(yaml)") }
        #expect(!yaml.contains("hunter2"))
    }

    @Test(
        "Hides queries in URIs, and nothing else",
        arguments: [
            ("https://example.org/x?token=hunter2", "https://example.org/x?***"),
            ("https://example.org:443/a:b@c", "https://example.org:443/a:b@c"),
            ("git+ssh://git@example.org/", "git+ssh://git@example.org/"),
            ("nixpkgs=/srv/nixpkgs", "nixpkgs=/srv/nixpkgs"),
        ])
    func allowedURIs(_ uri: String, _ printed: String) throws {
        let loaded = try ConfigurationFixture.with("source: {path: pk, allowedURIs: ['\(uri)']}") { try $0.load() }
        #expect(loaded.yaml.contains("allowedURIs: [\"\(printed)\"]"))
        #expect(try loaded.configuration.source.asPath().evaluation.allowedURIs == [uri])
    }

    @Test("Hides arguments whose names sound like secrets, and nothing else")
    func secretArguments() throws {
        let arguments = "{password: hunter3, apiKey: 7, GH_TOKEN: x, clientSecret: true, config: 1, name: x}"
        let loaded = try ConfigurationFixture.with("source: {path: pk, arguments: \(arguments)}") { try $0.load() }
        #expect(
            loaded.yaml.contains(
                #"arguments: {GH_TOKEN: "***", apiKey: "***", clientSecret: "***", config: 1, name: "x", password: "***"}"#
            ))
        #expect(try loaded.configuration.source.asPath().evaluation.arguments["password"] == "\"hunter3\"")
    }

    static func withoutComments(_ yaml: String) -> [Substring] {
        yaml.split(separator: "\n").map { line in line.split(separator: "  # ").first ?? line }
    }
}
