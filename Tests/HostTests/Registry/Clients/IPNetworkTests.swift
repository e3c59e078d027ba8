import Testing

@testable import Host

@Suite struct IPNetworkTests {
    @Test(arguments: [
        // Each family, whole bytes and parts of one, the widest and the narrowest.
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
        ("172.16.0.0/12", "172.31.255.255", true), ("172.16.0.0/12", "172.32.0.0", false),
        ("192.0.2.128/25", "192.0.2.127", false), ("0.0.0.0/0", "203.0.113.9", true),
        ("192.0.2.1/32", "192.0.2.1", true), ("192.0.2.1/32", "192.0.2.0", false),
        ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false), ("2001:db8::/33", "2001:db8:8000::", false),
        ("::/0", "2001:db8::1", true), ("::1", "::1", true), ("::1", "::2", false),
        // An address alone.
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
        // The other family is never inside, but an address in another's clothes is.
        ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "10.0.0.1", false), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
    ])
    func `a network has the addresses that share its first bits`(_ row: (String, String, Bool)) throws {
        let network = try #require(IPNetwork(row.0))
        #expect(network.contains(try #require(IPAddress(row.1))) == row.2)
    }

    @Test(arguments: [
        "", "/", "10.0.0.0/", "/8", "10.0.0.0/33", "fd00::/129", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8",
        "10.0.0.0/255.0.0.0", "10.0.0/8", "10.0.0.0 /8", "host/8", "10.0.0.0/8\0", "[fd00::]/8", "fe80::1%eth0",
        // Bits after the prefix.
        "10.1.0.0/8", "192.0.2.1/0", "fd00::1/64",
    ])
    func `what is no network is refused`(_ text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.0.0.0/8"), ("192.0.2.1", "192.0.2.1/32"), ("FD00:0::/8", "fd00::/8"), ("::1", "::1/128"),
    ])
    func `a network is written so that it can be read again`(_ text: String, _ written: String) throws {
        let network = try #require(IPNetwork(text))
        #expect(network.description == written)
        #expect(IPNetwork(written) == network)
    }
}
