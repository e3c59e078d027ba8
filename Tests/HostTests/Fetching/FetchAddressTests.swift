import SystemPackage
import Testing

@testable import Host

/// Which addresses are taken, and what messages show of them.
@Suite struct FetchAddressTests {
    @Test(arguments: [
        // Other schemes and no scheme.
        "ftp://a/b", "data:,x", "nixos-25.05", "", "/a/b",
        // No server, or one that a file cannot have.
        "https://", "https:///a", "file://server/a", "file:a",
        // Credentials.
        "https://user:s3cret@a/b", "https://s3cret@a/b",
        // No URL.
        "https://a b/c",
    ])
    func `What is no address of a file or server is refused, without showing a password`(text: String) {
        #expect {
            try FetchAddress(text)
        } throws: { !"\($0)".contains("s3cret") && $0 is FetchError }
    }

    @Test func `Messages show no query`() throws {
        #expect(try FetchAddress("https://a/b?token=x#y").description == "https://a/b")
    }

    @Test(arguments: [
        ("https://a/b", "https://a/b/x"), ("https://a/b/", "https://a/b/x"), ("https://a", "https://a/x"),
        ("https://a/b?c=1", "https://a/b/x"), ("file:///b", "file:///b/x"),
    ])
    func `A name is added to the path`(address: String, expected: String) throws {
        #expect(try FetchAddress(address).appending("x").text == expected)
    }

    @Test(arguments: [
        ("https://a/b/c", "d", "https://a/b/d"), ("https://a/b", "//c/d", "https://c/d"),
        ("http://a/b", "https://c/", "https://c/"), ("http://a/b", "http://c/", "http://c/"),
        // Never to where others can read along, nor to this machine's files.
        ("https://a/b", "http://a/b", nil), ("https://a/b", "file:///etc/passwd", nil),
        ("http://a/b", "file:///etc/passwd", nil), ("https://a/b", "https://u:p@c/", nil),
    ])
    func `A redirect leads where it may`(address: String, location: String, expected: String?) throws {
        #expect(try FetchAddress(address).following(location)?.text == expected)
    }

    @Test func `A port makes another server`() throws {
        let address = try FetchAddress("https://a/b")
        #expect(try address.isSameServer(as: FetchAddress("https://A/c")))
        for other in ["https://a:444/b", "http://a/b", "https://b.a/b"] {
            #expect(try !address.isSameServer(as: FetchAddress(other)))
        }
    }

    /// Environment, address, the proxy expected.
    private static let proxies: [([String: String], String, String?)] = [
        (["https_proxy": "http://p:1"], "https://a.b/", "p:1"), (["HTTPS_PROXY": "p:1"], "https://a.b/", "p:1"),
        (["http_proxy": "http://p"], "http://a.b/", "p:80"), (["https_proxy": "http://p:1"], "http://a.b/", nil),
        // A request's header could set it in a CGI program.
        (["HTTP_PROXY": "http://p:1"], "http://a.b/", nil), (["https_proxy": ""], "https://a.b/", nil),
        (["https_proxy": "http://p:1", "no_proxy": "a.b"], "https://a.b/", nil),
        (["https_proxy": "http://p:1", "no_proxy": ".b"], "https://a.b/", nil),
        (["https_proxy": "http://p:1", "no_proxy": "*"], "https://a.b/", nil),
        (["https_proxy": "http://p:1", "no_proxy": "a.b:444"], "https://a.b:444/", nil),
        (["https_proxy": "http://p:1", "NO_PROXY": "x.b,aa.b"], "https://a.b/", "p:1"),
    ]

    @Test(arguments: proxies)
    func `The environment says which proxy`(environment: [String: String], address: String, expected: String?) throws {
        let proxy = try ProxyRules(configured: nil, environment: environment).rule(for: FetchAddress(address))
        #expect(proxy.map { "\($0.host):\($0.port)" } == expected)
    }

    @Test(arguments: ["socks5://p:1", "http://:s3cret@", "https://u:s3cret@p"])
    func `A proxy that cannot be used is refused without showing it`(text: String) {
        #expect {
            try ProxyRules(configured: text, environment: [:])
        } throws: { "\($0)".contains("the configured proxy") && !"\($0)".contains("s3cret") }
    }
}
