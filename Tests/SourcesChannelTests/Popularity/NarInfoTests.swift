import Nix
import Testing

@testable import SourcesChannel

@Suite struct NarInfoTests {
    private static let hash = "00000000000000000000000000000000"
    private static let base = "\(hash)-hello-2.12"
    private static let other = "11111111111111111111111111111111-glibc-2.40"

    private func parse(_ text: String) throws -> NarInfo {
        try NarInfo(parsing: Array(text.utf8), of: StorePath("/nix/store/\(Self.base)"))
    }

    /// A text and the references that it has.
    static let accepted: [(String, [String])] = [
        // As caches write it, with lines that do not matter.
        (
            "StorePath: /nix/store/\(base)\nURL: nar/x\nNarSize: 5\nReferences: \(other) \(base)\nSig: a:b\n",
            [base, other]
        ),
        // No references, with and without the line.
        ("StorePath: /nix/store/\(base)\nNarSize: 5\nReferences: \n", []),
        ("StorePath: /nix/store/\(base)\nNarSize: 5", []),
        // Line ends of another system.
        ("StorePath: /nix/store/\(base)\r\nNarSize: 5\r\nReferences: \(other)\r\n\r\n", [other]),
        // Repeated ones count once.
        ("StorePath: /nix/store/\(base)\nNarSize: 5\nReferences: \(other) \(other)\n", [other]),
        // Another order, and an unknown field whose value has a colon.
        ("References: \(other)\nNew: a: b\nNarSize: 5\nStorePath: /nix/store/\(base)\n", [other]),
    ]

    @Test(arguments: accepted)
    func `Path, size and references are read`(text: String, references: [String]) throws {
        let info = try parse(text)
        #expect(info.path.baseName == Self.base)
        #expect(info.narSize == 5)
        #expect(info.references.map(\.baseName) == references)
    }

    /// A text and what is said of it.
    static let refused: [(String, String)] = [
        ("", "it has no line 'StorePath'"),
        ("<html>not found</html>", "it has a line without a colon"),
        ("NarSize: 5\nReferences: \n", "it has no line 'StorePath'"),
        // Another name under the same hash, and a path elsewhere.
        ("StorePath: /nix/store/\(hash)-hello-2.13\nNarSize: 5\n", "it is of another store path"),
        ("StorePath: /gnu/store/\(base)\nNarSize: 5\n", "it is of another store path"),
        ("StorePath: /nix/store/\(base)\n", "its 'NarSize' is no number from 1 to 2^50"),
        ("StorePath: /nix/store/\(base)\nNarSize: -1\n", "its 'NarSize' is no number from 1 to 2^50"),
        ("StorePath: /nix/store/\(base)\nNarSize: 0\n", "its 'NarSize' is no number from 1 to 2^50"),
        ("StorePath: /nix/store/\(base)\nNarSize: 1125899906842625\n", "its 'NarSize' is no number from 1 to 2^50"),
        ("StorePath: /nix/store/\(base)\nNarSize: 9223372036854775807\n", "its 'NarSize' is no number from 1 to 2^50"),
        ("StorePath: /nix/store/\(base)\nNarSize: 99999999999999999999\n", "its 'NarSize' is no number from 1 to 2^50"),
        // Cut off in the middle of a reference, and one that leads elsewhere.
        ("StorePath: /nix/store/\(base)\nNarSize: 5\nReferences: 11111\n", "one of its references is no store path"),
        (
            "StorePath: /nix/store/\(base)\nNarSize: 5\nReferences: \(hash)-../../etc\n",
            "one of its references is no store path"
        ),
        ("StorePath: /nix/store/\(base)\nNarSize: 5\nNarSize: 6\n", "it has the line 'NarSize' twice"),
    ]

    @Test(arguments: refused)
    func `A malformed one is refused with a reason`(text: String, reason: String) {
        #expect(throws: MalformedNarInfo(reason: reason)) { try parse(text) }
    }
}
