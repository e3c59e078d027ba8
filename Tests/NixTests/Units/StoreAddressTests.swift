import Testing

@testable import Nix

struct StoreAddressTests {
    @Test(
        arguments: [
            ("file:///var/cache?secret-key=/etc/key", "file:///var/cache"), ("https://cache.example.org", nil),
            ("http://127.0.0.1:8080/a", nil), ("s3://bucket?region=eu&profile=ci", "s3://bucket"), ("ssh://far", nil),
            ("ssh-ng://ann@far?ssh-key=/key", "ssh-ng://ann@far"),
        ] as [(String, String?)])
    func `Stores that can be copied to are taken, and told without their parameters`(
        _ text: String, _ description: String?
    ) throws {
        let address = try #require(StoreAddress(text))
        #expect(address.value == text)
        #expect(address.description == description ?? text)
    }

    @Test(
        arguments: [
            "", "cache", "/var/cache", "file://", "://a", "daemon", "local", "auto", "ftp://a", "--help", "-x://a",
            "file:///a b", "HTTP://a", " file:///a",
        ])
    func `Others are not`(_ text: String) {
        #expect(StoreAddress(text) == nil)
    }
}
