import Storage
import Testing

@testable import Host

@Suite struct BuildLogsTests {
    private static let hash = "0123456789abcdfghijklmnpqrsvwxyz"
    private let store = MemoryStore()

    private func put(_ text: String, _ hash: String) async throws {
        _ = try await store.put(Array(text.utf8), at: .log(hash), condition: .always)
    }

    @Test(arguments: [hash, "/nix/store/\(hash)-a-1.drv", "\(hash)-a-1.drv", "nested.a"])
    func aLogIsFoundByItsIDItsDerivationAndItsPackage(_ subject: String) async throws {
        let text = BuildLogs.title(package: "nested.a", reason: "the build of 'a-1' failed") + "error\n"
        try await put(text, Self.hash)
        #expect(try await BuildLogs(store: store).log(subject) == Array(text.utf8))
    }

    @Test(arguments: ["nested", "a", "nested.a'", "", "/", "1123456789abcdfghijklmnpqrsvwxyz", "../x"])
    func otherWordsFindNothing(_ subject: String) async throws {
        try await put(BuildLogs.title(package: "nested.a", reason: "no"), Self.hash)
        #expect(try await BuildLogs(store: store).log(subject) == nil)
    }

    /// A line of its own, a long line, a line without end, nothing.
    @Test(arguments: [
        ("package 'a': no\nmore", "package 'a': no"),
        (String(repeating: "x", count: 5000), String(repeating: "x", count: 200)),
        ("short", "short"), ("", ""),
    ])
    func theListHasFirstLines(_ text: String, _ title: String) async throws {
        try await put(text, Self.hash)
        let entries = try await BuildLogs(store: store).entries()
        #expect(entries.map(\.id) == [Self.hash])
        #expect(entries.map(\.title) == [title])
        #expect(entries.allSatisfy { $0.stored > 1_600_000_000 })
    }
}
