import SystemPackage
import Testing

@testable import Nix

/// Which variables reach an evaluation, which one must not trust, and which the store.
struct NixEnvironmentTests {
    private func environment(_ given: [String: String]) -> NixEnvironment {
        NixEnvironment(NixConfiguration(stateFolder: "/state", environment: given))
    }

    /// A variable, its value, and whether an evaluation gets it; the store always does.
    static let proxies: [(String, String, Bool)] = [
        ("https_proxy", "http://proxy:3128", true),
        ("https_proxy", "http://ann:secret@proxy:3128", false),
        ("http_proxy", "ann:secret@proxy", false),
        ("HTTPS_PROXY", "http://ann@proxy", false),
        ("ALL_PROXY", "socks5h://ann:se/cret@proxy", false),
        ("all_proxy", "socks5://proxy", true),
        ("FTP_PROXY", "http://ann:@proxy", false),
        ("no_proxy", "localhost,.example.org", true),
        ("SSL_CERT_FILE", "/etc/ann@host.pem", true),
    ]

    @Test(arguments: proxies)
    func `A proxy's user is for the store only`(_ name: String, _ value: String, _ isForEvaluation: Bool) {
        let environment = environment([name: value])
        #expect(environment.forEvaluation()[name] == (isForEvaluation ? value : nil))
        #expect(environment.forStore()[name] == value)
    }

    /// `NIX_CONFIG`, and what an evaluation gets of it; the store gets all.
    static let settings: [(String, String)] = [
        ("", ""),
        ("sandbox = false", "sandbox = false"),
        ("access-tokens = github.com=secret", ""),
        ("a = b\nextra-access-tokens = x=secret\nc = d\n", "a = b\nc = d\n"),
        ("\n\n  netrc-file = /secret\n\t# kept = as it is  \n", "\n\n\t# kept = as it is  \n"),
        ("a = b\r\n \tsecret-key-files\t=\t/secret\r\nc = d\r\n", "a = b\r\nc = d\r\n"),
        ("extra-secret-key-files=/secret\naccess-tokens# =\nsubstituters =", "substituters ="),
        ("my-access-tokens = 1\naccess-tokens-2 = 2", "my-access-tokens = 1\naccess-tokens-2 = 2"),
        ("# access-tokens = none\na = access-tokens", "# access-tokens = none\na = access-tokens"),
        ("substituters = https://a https://ann:secret@b\nmax-jobs = 1", "max-jobs = 1"),
        ("builders = ssh://ann:se:cr/et@far", ""),
        ("extra-substituters = http://a https://secret@b", ""),
        ("builders = ssh://ann@far x86_64-linux /key", "builders = ssh://ann@far x86_64-linux /key"),
        ("substituters = http://a:80/ ssh://ann@b", "substituters = http://a:80/ ssh://ann@b"),
    ]

    @Test(arguments: settings)
    func `Settings that are secrets are for the store only`(_ given: String, _ seen: String) {
        let environment = environment(["NIX_CONFIG": given])
        #expect(environment.forEvaluation()["NIX_CONFIG"] == seen)
        #expect(environment.forStore()["NIX_CONFIG"] == given)
    }

    @Test(arguments: ["NIXERY_SOURCE_CREDENTIALS_PASSWORD", "AWS_SECRET_ACCESS_KEY", "SSH_AUTH_SOCK", "NIX_SSHOPTS"])
    func `Secrets as variables are not for an evaluation`(_ name: String) {
        #expect(environment([name: "secret"]).forEvaluation()[name] == nil)
    }

    @Test func `ssh never asks, unless the operator says that it may`() {
        #expect(environment([:]).forStore()["NIX_SSHOPTS"] == "-o BatchMode=yes")
        // ssh takes the first value.
        let given = environment(["NIX_SSHOPTS": "-o BatchMode=no -p 22"]).forStore()["NIX_SSHOPTS"]
        #expect(given == "-o BatchMode=no -p 22 -o BatchMode=yes")
    }

    @Test func `Amazon's files are found though the home folder is empty`() {
        let given = environment(["HOME": "/home/ann", "AWS_CONFIG_FILE": "/etc/aws"])
        let store = given.forStore()
        #expect(store["HOME"] == "/state/home")
        #expect(store["AWS_SHARED_CREDENTIALS_FILE"] == "/home/ann/.aws/credentials")
        #expect(store["AWS_CONFIG_FILE"] == "/etc/aws")
        #expect(given.forEvaluation().keys.allSatisfy { !$0.hasPrefix("AWS_") })
        #expect(environment([:]).forStore()["AWS_CONFIG_FILE"] == nil)
    }

    @Test func `No settings stay no settings`() {
        #expect(environment([:]).forEvaluation()["NIX_CONFIG"] == nil)
    }
}
