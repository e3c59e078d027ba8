import HTTPTypes
import Testing

@testable import Host

@Suite struct ClientFinderTests {
    /// A request, and who sent it to the best of what is known.
    struct Case: Sendable, CustomTestStringConvertible {
        let reason: String
        let peer: String
        var trusted = ["10.0.0.0/8", "fd00::/8"]
        var plain: [String] = []
        var standard: [String] = []
        let client: String
        var testDescription: String { reason }
    }

    static let cases = [
        Case(reason: "no proxy", peer: "192.0.2.9", client: "192.0.2.9"),
        Case(reason: "a proxy that says nothing", peer: "10.0.0.1", client: "10.0.0.1"),
        Case(reason: "a proxy", peer: "10.0.0.1", plain: ["192.0.2.9"], client: "192.0.2.9"),
        Case(reason: "nobody is trusted", peer: "10.0.0.1", trusted: [], plain: ["192.0.2.9"], client: "10.0.0.1"),
        Case(reason: "a client's own invention", peer: "192.0.2.9", plain: ["10.0.0.1"], client: "192.0.2.9"),
        Case(
            reason: "an invention before what the proxy added", peer: "10.0.0.1", plain: ["203.0.113.1, 192.0.2.9"],
            client: "192.0.2.9"),
        Case(
            reason: "two proxies, two fields", peer: "10.0.0.1", plain: ["203.0.113.1", "192.0.2.9,  10.2.2.2"],
            client: "192.0.2.9"),
        Case(reason: "proxies only", peer: "10.0.0.1", plain: ["10.3.3.3, 10.2.2.2"], client: "10.3.3.3"),
        Case(reason: "no address", peer: "10.0.0.1", plain: ["192.0.2.9, unknown"], client: "10.0.0.1"),
        Case(reason: "with ports", peer: "10.0.0.1", plain: ["192.0.2.9:4711"], client: "192.0.2.9"),
        Case(reason: "version 6", peer: "fd00::1", plain: ["2001:db8::9"], client: "2001:db8::9"),
        Case(reason: "version 6 with a port", peer: "fd00::1", plain: ["[2001:db8::9]:80"], client: "2001:db8::9"),
        Case(reason: "a socket for both versions", peer: "::ffff:10.0.0.1", plain: ["192.0.2.9"], client: "192.0.2.9"),
        Case(
            reason: "RFC 7239", peer: "10.0.0.1",
            standard: ["for=203.0.113.1;proto=http, by=10.0.0.1; For=\"[2001:db8::9]:4711\""], client: "2001:db8::9"),
        Case(
            reason: "a hidden name", peer: "10.0.0.1", standard: ["for=192.0.2.9, for=_secret"], client: "10.0.0.1"),
        Case(
            reason: "an invention in a quoted string", peer: "10.0.0.1",
            standard: [#"for=192.0.2.9;host="a\", for=203.0.113.1;x=""#], client: "192.0.2.9"),
        Case(
            reason: "both fields", peer: "10.0.0.1", plain: ["192.0.2.9"], standard: ["for=203.0.113.1"],
            client: "192.0.2.9"),
    ]

    @Test(arguments: cases) func `the client is whom trusted proxies speak for`(_ row: Case) throws {
        var headers = HTTPFields()
        for text in row.plain { headers.append(try field("X-Forwarded-For", text)) }
        for text in row.standard { headers.append(try field("Forwarded", text)) }
        let finder = ClientFinder(trustedProxies: try row.trusted.map { try #require(IPNetwork($0)) })
        let peer = try #require(IPAddress(row.peer))
        #expect(finder.client(peer, headers)?.description == row.client)
    }

    @Test func `without an address of the connection nobody is believed`() throws {
        let finder = ClientFinder(trustedProxies: [try #require(IPNetwork("0.0.0.0/0"))])
        #expect(finder.client(nil, [try #require(.init("X-Forwarded-For")): "10.0.0.1"]) == nil)
    }

    private func field(_ name: String, _ value: String) throws -> HTTPField {
        HTTPField(name: try #require(.init(name)), value: value)
    }
}
