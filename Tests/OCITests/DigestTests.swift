import OCI
import Testing

/// OCI image spec, descriptor.md, "Digests".
@Suite struct DigestTests {
    private static let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test func acceptsSha256() throws {
        let digest = try Digest("sha256:\(Self.hex)")
        #expect(digest.hex == Self.hex)
        #expect("\(digest)" == "sha256:\(Self.hex)")
        #expect(digest == Digest(hex: Self.hex))
    }

    @Test(arguments: [
        // No algorithm, another one, another spelling of it.
        "", ":", hex, ":\(hex)", "sha512:\(hex)\(hex)", "SHA256:\(hex)", "sha256+b64:\(hex)", "sha256-\(hex)",
        // Another length.
        "sha256:", "sha256:\(hex.dropLast())", "sha256:\(hex)0",
        // Another alphabet.
        "sha256:\(hex.uppercased())", "sha256:\(hex.dropLast())g", "sha256:\(hex.dropLast()) ",
        "sha256:\(hex.dropLast())é", "sha256:\u{301}\(hex)", " sha256:\(hex)", "sha256:\(hex)\n",
    ]) func rejects(_ text: String) { #expect(throws: OCIError.invalidDigest(text)) { try Digest(text) } }

    @Test func hashesBytes() {
        #expect(Digest(of: []).hex == Self.hex)
        #expect(Digest(of: "abc".utf8).hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func isAStringInJSON() throws {
        let digest = Digest(of: "abc".utf8)
        let json = try CanonicalJSON.encode([digest])
        #expect(String(decoding: json, as: UTF8.self) == #"["\#(digest)"]"#)
        #expect(try CanonicalJSON.decode([Digest].self, from: json) == [digest])
        #expect(throws: (any Error).self) { try CanonicalJSON.decode([Digest].self, from: #"["sha256:0"]"#.utf8) }
    }

    @Test func ordersByItsDigits() throws {
        let zeros = String(repeating: "0", count: 63)
        let digests = try ["1", "a", "f"].map { try Digest("sha256:\(zeros)\($0)") }
        #expect(digests.reversed().sorted() == digests)
        // Wherever the digit stands.
        let places = try (0..<64).map { try Digest("sha256:\(zeros.prefix($0))1\(zeros.dropFirst($0))") }
        #expect(places.sorted() == places.reversed() && Set(places).count == 64)
        #expect(places.map(\.hex).sorted() == places.reversed().map(\.hex))
    }
}
