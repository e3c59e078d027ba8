import Nix
import Testing

@testable import Host

@Suite struct PushingConfigurationTests {
    @Test func `what is built stays here unless the operator says otherwise`() throws {
        let loaded = try ConfigurationFixture.with { try $0.load() }
        #expect(loaded.configuration.nix.pushTo == nil)
    }

    @Test func `an address comes from the file or a variable, and its parameters are not printed`() throws {
        let address = "ssh://builder@cache.example.org?ssh-key=/etc/hidden"
        let yaml = "nix:\n  pushTo: \(address)\n"
        let loaded = [
            try ConfigurationFixture.with(yaml) { try $0.load() },
            try ConfigurationFixture.with { try $0.load(["NIXERY_NIX_PUSH_TO": address]) },
        ]
        for loaded in loaded {
            #expect(loaded.configuration.nix.pushTo == StoreAddress(address))
            #expect(loaded.yaml.contains("cache.example.org") && !loaded.yaml.contains("hidden"))
        }
    }

    @Test(arguments: [
        "https://ann:hidden@cache", "https://hidden@cache", "ssh://ann:hidden@cache", "ftp://ann:hidden@a",
    ])
    func `a password in it is refused and not told`(_ address: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationFixture.with("nix: {pushTo: '\(address)'}") { _ = try $0.load() }
        }
        #expect("\(error)".contains("netrc-file") && !"\(error)".contains("hidden"))
    }

    @Test func `another kind of store is refused`() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try ConfigurationFixture.with("nix: {pushTo: /var/cache}") { _ = try $0.load() }
        }
        #expect("\(error)".contains("'nix.pushTo' must be the address of a Nix store"))
    }
}
