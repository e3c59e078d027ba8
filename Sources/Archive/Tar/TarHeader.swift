/// Makes the header blocks of an entry: ustar, and a pax header before it only where ustar has no room.
///
/// Source: POSIX.1-2017, pax, "ustar Interchange Format". Bytes outside of ASCII stay as they are in the ustar fields:
/// Unix file names are bytes, and every reader seen takes them so. A path goes into a pax header when it does not split
/// at a slash into 155 and 100 bytes, a link target when it is longer than 100 bytes, a size from 8 GiB on.
enum TarHeader {
    static let blockSize = 512
    /// One second after the epoch, the time of everything in a Nix store.
    private static let time: Int64 = 1
    /// The first size that eleven octal digits cannot hold.
    private static let sizeLimit: Int64 = 0o100_000_000_000

    /// The header blocks of an entry.
    ///
    /// - Parameters:
    ///   - path: relative; directories get their slash here.
    ///   - size: of a file's contents, in bytes.
    static func blocks(path: ByteString, type: EntryType, mode: UInt16, size: Int64 = 0) -> [UInt8] {
        let name = if case .directory = type { path.bytes + [slash] } else { path.bytes }
        var records = PaxRecords()
        let split = splitting(name)
        if split == nil { records.add("path", ByteString(name)) }
        if type.target.count > 100 { records.add("linkpath", ByteString(type.target)) }
        if size >= sizeLimit { records.add("size", size) }
        let (prefix, suffix) = split ?? (name[..<0], name.prefix(100))
        let main = Fields(
            name: suffix, prefix: prefix, mode: mode, size: size < sizeLimit ? size : 0, flag: type.flag,
            target: type.target.prefix(100))
        return extended(records) + block(main)
    }

    /// What follows an entry's contents: zeros up to the next block.
    static func padding(after size: Int64) -> Int { Int(-size & Int64(blockSize - 1)) }

    enum EntryType {
        case file
        case directory
        case symlink(target: ByteString)

        var flag: UInt8 {
            switch self {
            case .file: UInt8(ascii: "0")
            case .symlink: UInt8(ascii: "2")
            case .directory: UInt8(ascii: "5")
            }
        }

        var target: [UInt8] { if case .symlink(let target) = self { target.bytes } else { [] } }
    }

    /// The fields of one header block that differ between entries.
    private struct Fields {
        var name: ArraySlice<UInt8>
        var prefix: ArraySlice<UInt8> = []
        var mode: UInt16
        var size: Int64
        var flag: UInt8
        var target: ArraySlice<UInt8> = []
    }

    private static let slash = UInt8(ascii: "/")

    /// The two halves that readers join with a slash again; nil when there is no such split.
    private static func splitting(_ name: [UInt8]) -> (prefix: ArraySlice<UInt8>, suffix: ArraySlice<UInt8>)? {
        if name.count <= 100 { return (name[..<0], name[...]) }
        guard name.count <= 256 else { return nil }
        let candidates = max(1, name.count - 101)...min(155, name.count - 2)
        guard let cut = candidates.first(where: { name[$0] == slash }) else { return nil }
        return (name[..<cut], name[(cut + 1)...])
    }

    private static func extended(_ records: PaxRecords) -> [UInt8] {
        if records.isEmpty { return [] }
        let size = Int64(records.bytes.count)
        let fields = Fields(
            name: Array("././@PaxHeader".utf8)[...], mode: 0o444, size: size, flag: UInt8(ascii: "x"))
        return block(fields) + records.bytes + [UInt8](repeating: 0, count: padding(after: size))
    }

    private static func block(_ fields: Fields) -> [UInt8] {
        var block: [UInt8] = []
        block.reserveCapacity(blockSize)
        text(fields.name, 100, into: &block)
        octal(Int64(fields.mode), 8, into: &block)
        octal(0, 8, into: &block)
        octal(0, 8, into: &block)
        octal(fields.size, 12, into: &block)
        octal(time, 12, into: &block)
        block += Array("        ".utf8)
        block.append(fields.flag)
        text(fields.target, 100, into: &block)
        block += Array("ustar\u{0}00".utf8)
        text([], 64, into: &block)
        octal(0, 8, into: &block)
        octal(0, 8, into: &block)
        text(fields.prefix, 155 + 12, into: &block)
        let sum = block.withUnsafeBytes { $0.reduce(0) { $0 + Int64($1) } }
        var checksum: [UInt8] = []
        octal(sum, 7, into: &checksum)
        block.replaceSubrange(148..<155, with: checksum)
        return block
    }

    private static func text(_ bytes: ArraySlice<UInt8>, _ width: Int, into block: inout [UInt8]) {
        block += bytes
        block += repeatElement(0, count: width - bytes.count)
    }

    /// Digits with leading zeros, and a zero byte at the end.
    private static func octal(_ value: Int64, _ width: Int, into block: inout [UInt8]) {
        for digit in (0..<(width - 1)).reversed() { block.append(48 + UInt8((value >> (3 * Int64(digit))) & 7)) }
        block.append(0)
    }
}
