import Storage
import Testing

@Suite struct ObjectKeyTests {
    @Test(arguments: [
        "a", "a/b", "blobs/sha256/0af", "A-Z_a.z=9", "..a", "a..", "...", "-", "=", String(repeating: "x", count: 512),
        Array(repeating: "d", count: 256).joined(separator: "/"),
    ]) func accepts(_ text: String) throws {
        #expect(try ObjectKey(text).value == text)
        #expect(try "\(ObjectKey(text))" == text)
    }

    @Test(arguments: [
        // Empty, or with an empty component.
        "", "/", "/a", "a/", "a//b",
        // Leads out of the store or nowhere.
        ".", "..", "a/..", "../a", "a/./b",
        // Bytes that are not allowed.
        "a b", "a+b", "a@b", "a:b", "a\\b", "a\0", "a\n", "é", "e\u{301}", "a/\u{301}b", "a%2fb", "~",
        // Too long.
        String(repeating: "x", count: 513),
    ]) func rejects(_ text: String) {
        let error = #expect(throws: StorageError.self) { try ObjectKey(text) }
        #expect(error?.kind == .invalidKey)
        #expect(error?.key == text)
    }

    @Test func orderIsThatOfBytes() throws {
        let texts = ["a", "a-", "a.", "a/b", "a0", "a=", "aA", "a_", "aa", "b"]
        #expect(try texts.reversed().map { try ObjectKey($0) }.sorted().map(\.value) == texts)
    }
}
