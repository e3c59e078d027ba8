import Conformance
import SystemPackage
import Testing

@testable import Storage

@Suite struct FilesystemLayoutTests {
    private let layout = FilesystemLayout(objects: "/o")

    @Test(arguments: [
        ("layers/7", "/o/layers/7@"),
        // Hash-like names spread over folders; 31 bytes do not.
        ("b/\(String(repeating: "0", count: 32))", "/o/b/00+/\(String(repeating: "0", count: 30))@"),
        ("b/\(String(repeating: "0", count: 31))", "/o/b/\(String(repeating: "0", count: 31))@"),
        // Only the last component spreads.
        ("\(String(repeating: "0", count: 64))/x", "/o/\(String(repeating: "0", count: 64))/x@"),
        // Pieces that would be no file names of their own.
        (String(repeating: ".", count: 33), "/o/..+/\(String(repeating: ".", count: 31))@"),
        ("\(String(repeating: "x", count: 200))./y", "/o/\(String(repeating: "x", count: 200))./y@"),
        ("\(String(repeating: "x", count: 200))../y", "/o/\(String(repeating: "x", count: 200))../y@"),
        ("\(String(repeating: "x", count: 200)).../y", "/o/\(String(repeating: "x", count: 200))+/.../y@"),
    ]) func placesAKey(_ key: String, at path: String) throws {
        #expect(try layout.path(of: ObjectKey(key)).string == path)
    }

    @Test func noTwoKeysShareAPathAndEveryNameIsShortEnough() throws {
        var random = SeededGenerator(seed: 11)
        let alphabet = Array("ab.-=_0")
        var keys: Set<String> = []
        var paths: Set<FilePath> = []
        while keys.count < 5000 {
            let components = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                let length = Bool.random(using: &random) ? 1...3 : 1...120
                return String(
                    (0..<Int.random(in: length, using: &random)).map { _ in
                        alphabet.randomElement(using: &random) ?? "a"
                    })
            }
            let text = components.joined(separator: "/")
            guard !components.contains(where: { $0 == "." || $0 == ".." }), text.utf8.count <= 512 else { continue }
            guard keys.insert(text).inserted else { continue }
            let path = try layout.path(of: ObjectKey(text))
            #expect(paths.insert(path).inserted, "\(text)")
            #expect(path.components.allSatisfy { $0.string.utf8.count <= 255 && $0.kind == .regular }, "\(text)")
        }
    }
}
