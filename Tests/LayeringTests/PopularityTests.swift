import Testing

@testable import Layering

@Suite struct PopularityTests {
    private let popularity = Popularity(["openssl-3.0.1-dev": 7, "openssl": 5, "zlib-1.3": 0, "nss-cacert-3.9": 2])

    /// Name, version and what they count.
    static let counts: [(String, String, Int)] = [
        // By name and version, as the Go program has it; else by name.
        ("openssl", "3.0.1-dev", 7), ("openssl", "3.0.1", 5), ("openssl", "", 5),
        // Unknown, or never counted.
        ("glibc", "2.40", 1), ("zlib", "1.3", 1), ("", "", 1),
        // In every image, by the names of the attribute and of the store path; others are not like them.
        ("cacert", "3.9", 500_000), ("nss-cacert", "3.9", 500_000), ("iana-etc", "20240318", 500_000),
        ("nss", "3.9", 1),
    ]

    @Test(arguments: counts)
    func `A package counts what its name and version do, at least 1`(name: String, version: String, count: Int) {
        let node = ClosureGraph.Node(path: "/nix/store/x", name: name, version: version, narSize: 1, references: [])
        #expect(popularity.count(node) == count)
    }
}
