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
        var keys: Set<ObjectKey> = []
        while keys.count < 1000 {
            let components = (0..<Int.random(in: 1...2, using: &random)).map { _ in component(using: &random) }
            guard !components.contains(where: { $0 == "." || $0 == ".." }) else { continue }
            keys.insert(try ObjectKey(components.joined(separator: "/")))
        }
        let paths = keys.map { layout.path(of: $0) }
        #expect(Set(paths).count == keys.count)
        // A `.` or `..` on the way would lead elsewhere.
        let names = paths.flatMap { $0.string.split(separator: "/") }
        #expect(!names.contains { $0.utf8.count > 255 || $0 == "." || $0 == ".." })
    }

    /// A few bytes, or as many as are split somewhere; few different ones, so that keys start alike.
    private func component(using random: inout SeededGenerator) -> String {
        let length = [1...3, 30...36, 198...206].randomElement(using: &random) ?? 1...1
        let bytes = (0..<Int.random(in: length, using: &random)).map { _ in
            random.next() % 8 == 0 ? UInt8(ascii: "x") : UInt8(ascii: ".")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
