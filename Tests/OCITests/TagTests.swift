import OCI
import Testing

/// OCI distribution spec, "Pulling manifests": `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`.
@Suite struct TagTests {
    private static let hex = String(repeating: "0a", count: 32)

    @Test(arguments: [
        "latest", "v2", "_", "0", "A.b-C_d", "a..b", "a-", "a.", "__", "nixos-25.05", hex, "sha256-\(hex).sig",
        String(repeating: "x", count: 128),
    ]) func accepts(_ text: String) throws {
        #expect(try Tag(text).value == text)
        #expect(try ImageReference(text) == .tag(Tag(text)))
    }

    @Test(arguments: [
        // Starts with what may only follow.
        "", ".", "-", ".a", "-a",
        // Bytes that are not allowed.
        "a/b", "a b", "a+b", "a%20", "a\n", "é", "ａ", "٣", "a\u{301}", "\u{301}", "a\0",
        // Too long.
        String(repeating: "x", count: 129),
    ]) func rejects(_ text: String) {
        #expect(throws: OCIError.invalidTag(text)) { try Tag(text) }
        #expect(throws: OCIError.invalidTag(text)) { try ImageReference(text) }
    }

    @Test func aColonMakesADigest() throws {
        #expect(try ImageReference("sha256:\(Self.hex)") == .digest(Digest("sha256:\(Self.hex)")))
        #expect(throws: OCIError.invalidDigest("sha256:0")) { try ImageReference("sha256:0") }
        #expect(throws: OCIError.invalidDigest("a:b")) { try ImageReference("a:b") }
    }

    @Test(arguments: [
        ("sha256-\(hex)", true), ("sha256-\(hex).sig", true), ("sha256-\(hex).att", true), ("sha256-\(hex)x", true),
        ("sha256-", false), ("sha256-abc", false), ("sha256-\(hex.uppercased())", false), ("x-sha256-\(hex)", false),
        ("sha512-\(hex)", false), (hex, false), ("latest", false),
    ]) func knowsTheTagsOfReferrers(_ text: String, namesReferrers: Bool) throws {
        #expect(try Tag(text).namesReferrers == namesReferrers)
    }
}
