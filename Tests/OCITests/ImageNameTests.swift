import OCI
import Testing

/// OCI distribution spec, "Pulling manifests": components of `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`, joined by slashes.
@Suite struct ImageNameTests {
    @Test(arguments: [
        "hello", "shell/git/curl", "0", "a.b", "a_b", "a__b", "a-b", "a--b", "a-----b", "a.b_c__d-e--f",
        "python3packages.numpy", "shell/shell", "manifests/blobs/tags/list/uploads",
        // The limits.
        String(repeating: "x", count: 255), Array(repeating: "a", count: 64).joined(separator: "/"),
        "\(String(repeating: "x", count: 253))/y",
    ]) func accepts(_ text: String) throws {
        let name = try ImageName(text)
        #expect("\(name)" == text)
        #expect(name.components == text.split(separator: "/").map(String.init))
    }

    @Test(arguments: [
        // Empty, or an empty component.
        "", "/", "/a", "a/", "a//b",
        // A separator at an end.
        ".a", "a.", "_a", "a_", "-a", "a-", "a/-b", "a/b.", ".", "..", "a/../b",
        // Separators that are none.
        "a..b", "a___b", "a._b", "a.-b", "a-_b", "a_-b", "a-.b", "a_.b",
        // Bytes that are not allowed.
        "Hello", "a b", "a:b", "a@b", "a+b", "a%2fb", "é", "a\u{301}", "a/\u{301}", "a\n", "a\0b", "a\\b",
        // Over the limits.
        String(repeating: "x", count: 256), Array(repeating: "a", count: 65).joined(separator: "/"),
    ]) func rejects(_ text: String) {
        #expect(throws: OCIError.self) { try ImageName(text) }
    }

    @Test func saysWhichRuleIsBroken() {
        let reasons = [
            ("", "empty"), ("a//b", "a component is empty"), ("A", "'A' is not a component"),
            (String(repeating: "x", count: 256), "longer than 255"),
            (Array(repeating: "a", count: 65).joined(separator: "/"), "more than 64"),
        ]
        for (text, reason) in reasons {
            let error = #expect(throws: OCIError.self) { try ImageName(text) }
            #expect(error?.description.contains(reason) == true, "\(text)")
        }
    }
}
