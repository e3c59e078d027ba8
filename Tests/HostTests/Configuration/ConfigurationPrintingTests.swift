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
        "Hides passwords in URIs, and nothing else",
        arguments: [
            ("https://me:secret@example.org/x@y", "https://me:***@example.org/x@y"),
            ("https://me:a@b:c@example.org", "https://me:***@example.org"),
            ("https://me@example.org:443/", "https://me@example.org:443/"),
            ("https://example.org:443/a:b@c", "https://example.org:443/a:b@c"),
            ("nixpkgs=/srv/nixpkgs", "nixpkgs=/srv/nixpkgs"),
        ])
    func passwords(_ uri: String, _ printed: String) throws {
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
