/// Reader of what `nix-store --dump-db PATH…` prints: the registration of each path as lines for path, NAR hash, NAR size, deriver
/// (may be empty), number of references and one line for each of them.
enum RegistrationDump {
    /// - Throws: ``NixError/unreadable(tool:reason:)`` when the text has another shape.
    static func parse(_ bytes: [UInt8]) throws(NixError) -> [PathInfo] {
        var lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).makeIterator()
        var infos: [PathInfo] = []
        while let first = lines.next() {
            guard !first.isEmpty else { continue }
            infos.append(try entry(path: first, &lines))
        }
        return infos
    }

    private static func entry(
        path: Substring, _ lines: inout IndexingIterator<[Substring]>
    ) throws(NixError) -> PathInfo {
        guard let hash = lines.next(), let size = lines.next().flatMap({ Int64($0) }), lines.next() != nil,
            let count = lines.next().flatMap({ Int($0) }), count >= 0, hash.utf8.count == 64, size >= 0
        else { throw malformed("the entry of \(path) is not complete") }
        var references: [StorePath] = []
        for _ in 0..<count {
            guard let line = lines.next() else { throw malformed("references of \(path) are missing") }
            references.append(try storePath(line))
        }
        return PathInfo(path: try storePath(path), narHash: String(hash), narSize: size, references: references)
    }

    private static func storePath(_ line: Substring) throws(NixError) -> StorePath {
        do { return try StorePath(String(line)) } catch { throw malformed(error.description) }
    }

    private static func malformed(_ reason: String) -> NixError { .unreadable(tool: "nix-store", reason: reason) }
}
