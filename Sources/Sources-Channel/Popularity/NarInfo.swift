import Host
import Nix

/// What a binary cache says of a store path, as far as popularity needs it: the lines `StorePath`, `NarSize` and `References` of its
/// `HASH.narinfo` (Nix manual, "Binary cache").
struct NarInfo: Hashable, Sendable {
    let path: StorePath
    /// Bytes of the path's NAR serialisation.
    let narSize: Int64
    /// Each once, sorted; the path itself among them where its files name it.
    let references: [StorePath]

    init(path: StorePath, narSize: Int64, references: some Sequence<StorePath>) {
        self.path = path
        self.narSize = narSize
        self.references = Set(references).sorted()
    }

    /// What a `NarSize` can be.
    static let sizes = 1...PackageLimits.size

    /// - Parameter path: what was asked for.
    /// - Throws: ``MalformedNarInfo``.
    init(parsing bytes: [UInt8], of path: StorePath) throws(MalformedNarInfo) {
        let fields = try Self.fields(of: bytes)
        guard let found = fields["StorePath"] else { throw MalformedNarInfo(reason: "it has no line 'StorePath'") }
        guard found == path.path else { throw MalformedNarInfo(reason: "it is of another store path") }
        guard let size = fields["NarSize"].flatMap({ Int64($0) }), Self.sizes.contains(size) else {
            throw MalformedNarInfo(reason: "its 'NarSize' is no number from 1 to 2^50")
        }
        let names = fields["References"]?.split(separator: " ") ?? []
        let references = try names.map { name throws(MalformedNarInfo) in
            try Self.reference(String(name))
        }
        self.init(path: path, narSize: size, references: references)
    }

    private static func reference(_ name: String) throws(MalformedNarInfo) -> StorePath {
        do throws(InvalidStorePath) {
            return try StorePath("\(StorePath.storeFolder)/\(name)")
        } catch {
            throw MalformedNarInfo(reason: "one of its references is no store path")
        }
    }

    /// The lines that matter, by what stands before the colon.
    private static func fields(of bytes: [UInt8]) throws(MalformedNarInfo) -> [String: String] {
        var fields: [String: String] = [:]
        // Some servers end lines with both.
        for line in bytes.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
                throw MalformedNarInfo(reason: "it has a line without a colon")
            }
            let name = String(decoding: line[..<colon], as: UTF8.self)
            guard ["StorePath", "NarSize", "References"].contains(name) else { continue }
            let value = line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }
            guard fields.updateValue(String(decoding: value, as: UTF8.self), forKey: name) == nil else {
                throw MalformedNarInfo(reason: "it has the line '\(name)' twice")
            }
        }
        return fields
    }
}

/// Why a narinfo cannot be used.
struct MalformedNarInfo: Error, Hashable, Sendable, CustomStringConvertible {
    let reason: String
    var description: String { reason }
}
