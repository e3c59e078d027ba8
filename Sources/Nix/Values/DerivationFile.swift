import SystemPackage

/// Reader of the outputs of a `.drv` file. They are asked for directly, because a confined evaluator may not read derivations
/// and no query of `nix-store` names outputs together with their paths.
///
/// The file starts with `Derive([("dev","/nix/store/…","",""),("out",…)],` (Eelco Dolstra, "The Purely Functional Software
/// Deployment Model", section 5.4: ATerm syntax).
enum DerivationFile {
    /// Bytes that are looked at; outputs come first, and even hundreds of them take less.
    private static let limit = 256 * 1024

    /// Output paths by output name; outputs whose path is not known before the build are left out.
    ///
    /// Blocks for one short read of a file that Nix has just written, which is not worth another thread.
    static func outputs(of derivation: StorePath) throws(NixError) -> [String: StorePath] {
        do {
            let file = try FileDescriptor.open(FilePath(derivation.path), .readOnly, options: .closeOnExec)
            let bytes = try file.closeAfter { try readStart(of: file) }
            return parse(bytes)
        } catch {
            throw .notValid([derivation])
        }
    }

    private static func readStart(of file: FileDescriptor) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        var filled = 0
        while filled < limit {
            let count = try bytes.withUnsafeMutableBytes { try file.read(into: .init(rebasing: $0[filled...])) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes[..<filled])
    }

    static func parse(_ bytes: [UInt8]) -> [String: StorePath] {
        let start = Array("Derive([".utf8)
        guard bytes.starts(with: start) else { return [:] }
        var outputs: [String: StorePath] = [:]
        for tuple in tuples(bytes[start.count...]) where tuple.count >= 2 {
            // An output with an empty path has none until it is built; nothing refers to it by path.
            outputs[tuple[0]] = try? StorePath(tuple[1])
        }
        return outputs
    }

    /// The strings of each parenthesis up to the closing bracket. Output names and store paths hold no escapes.
    private static func tuples(_ bytes: ArraySlice<UInt8>) -> [[String]] {
        var tuples: [[String]] = []
        var text: [UInt8]?
        for byte in bytes {
            switch (byte, text) {
            case (UInt8(ascii: "\""), nil): text = []
            case (UInt8(ascii: "\""), let done?):
                guard !tuples.isEmpty else { return [] }
                tuples[tuples.count - 1].append(String(decoding: done, as: UTF8.self))
                text = nil
            case (_, .some): text?.append(byte)
            case (UInt8(ascii: "("), nil): tuples.append([])
            case (UInt8(ascii: "]"), nil): return tuples
            default: break
            }
        }
        return tuples
    }
}
