import FoundationEssentials
import Processes
import Testing

@testable import Nix

struct StorePathTests {
    private static let hash = "0123456789abcdfghijklmnpqrsvwxyz"

    @Test(arguments: ["glibc-2.40", "a", "A+b-._?=9", ".drv".dropFirst() + ".drv", String(repeating: "x", count: 211)])
    func `Valid paths are taken apart`(_ name: String) throws {
        let path = try StorePath("/nix/store/\(Self.hash)-\(name)")
        #expect(path.path == "/nix/store/\(Self.hash)-\(name)")
        #expect(path.hash == Self.hash && path.name == name)
        #expect(path.isDerivation == name.hasSuffix(".drv"))
        #expect(try JSONDecoder().decode([StorePath].self, from: JSONEncoder().encode([path])) == [path])
    }

    @Test(
        arguments: [
            "", "/nix/store", "/nix/store/", "/nix/store/\(hash)", "/nix/store/\(hash)-", "/nix/store/\(hash)a",
            // Nix's base 32 has no e, o, t, u.
            "/nix/store/e123456789abcdfghijklmnpqrsvwxyz-a", "/nix/store/A123456789abcdfghijklmnpqrsvwxyz-a",
            "/nix/store/\(hash)-a/b", "/nix/store/\(hash)-.a", "/nix/store/\(hash)-a b", "/nix/store/\(hash)-ä",
            "/nix/store/\(hash)-a\n", "/gnu/store/\(hash)-a", "nix/store/\(hash)-a", "/nix/store/../store/\(hash)-a",
            "/nix/store/\(hash)-\(String(repeating: "x", count: 212))",
        ])
    func `Other texts are refused`(_ text: String) {
        #expect(throws: InvalidStorePath(text: text)) { try StorePath(text) }
    }

    @Test func `A coded text is checked as well`() {
        #expect(throws: (any Error).self) { try JSONDecoder().decode([StorePath].self, from: Data("[\"/etc\"]".utf8)) }
    }

    /// The examples of the Nix manual and of nixpkgs.
    static let names = [
        ("nix-0.12pre12876", "nix", "0.12pre12876"), ("glibc-2.40-66", "glibc", "2.40-66"), ("hello", "hello", ""),
        ("source-highlight", "source-highlight", ""), ("bash-interactive-5.2p37", "bash-interactive", "5.2p37"),
        ("font-misc-1-x", "font-misc", "1-x"), ("a-", "a-", ""), ("-1", "", "1"), ("a--b", "a", "-b"),
        ("a-.b", "a", ".b"),
        ("a-Z1", "a-Z1", ""), ("gtk+-3.0", "gtk+", "3.0"), ("a-_b", "a", "_b"), ("", "", ""), ("-", "-", ""),
    ]

    @Test(arguments: names)
    func `Names are split where Nix splits them`(_ name: String, _ package: String, _ version: String) throws {
        #expect(StorePath.split(name) == (package, version))
        guard !name.isEmpty else { return }
        let path = try StorePath("/nix/store/\(Self.hash)-\(name)")
        #expect(path.packageName == package && path.version == version)
    }
}

/// The same table by Nix itself.
@Suite(.requiresNix)
struct DerivationNameTests {
    @Test func `Nix splits the table of names in the same way`() async throws {
        let list = StorePathTests.names.map { "\"\($0.0)\"" }.joined(separator: " ")
        let set = try TestSet()
        let result = try await set.client.runner.run(
            ProcessRun(
                program: .name("nix-instantiate"),
                arguments: ["--eval", "--strict", "--json", "--expr", "map builtins.parseDrvName [ \(list) ]"],
                environment: NixEnvironment(set.client.configuration).forEvaluation(),
                limits: .init(total: .seconds(60))))
        let parsed = try JSONDecoder().decode([[String: String]].self, from: Data(result.output))
        for (name, answer) in zip(StorePathTests.names, parsed) {
            #expect(answer == ["name": name.1, "version": name.2], "\(name.0)")
        }
        #expect(parsed.count == StorePathTests.names.count)
    }
}
