import Archive

/// The fields of one header block, read independently of the code that writes them (POSIX.1-2017, pax, "ustar
/// Interchange Format").
struct TarFields {
    private let block: [UInt8]

    init(_ block: [UInt8]) throws(TarError) {
        self.block = block
        let counted = block.enumerated().reduce(0) { $0 + Int64((148..<156).contains($1.offset) ? 32 : $1.element) }
        guard try number(148, 8) == counted else { throw TarError(description: "wrong header checksum") }
        guard Array(block[257..<265]) == Array("ustar\u{0}00".utf8) else { throw TarError(description: "not ustar") }
    }

    var flag: UInt8 { block[156] }

    func entry(_ pax: [String: [UInt8]]) throws(TarError) -> TarEntry {
        let target = ByteString(pax["linkpath"] ?? text(157, 100))
        return TarEntry(
            path: path(pax), kind: kind(target), mode: try number(100, 8), size: try size(pax),
            modified: try number(136, 12),
            userID: try number(108, 8), groupID: try number(116, 8), userName: ByteString(text(265, 32)),
            groupName: ByteString(text(297, 32)), isExtended: !pax.isEmpty)
    }

    private func path(_ pax: [String: [UInt8]]) -> ByteString {
        let prefix = text(345, 155)
        let name = pax["path"] ?? (prefix.isEmpty ? text(0, 100) : prefix + [UInt8(ascii: "/")] + text(0, 100))
        return ByteString(name.last == UInt8(ascii: "/") ? name.dropLast() : name[...])
    }

    private func kind(_ target: ByteString) -> TarEntry.Kind {
        switch flag {
        case UInt8(ascii: "0"): .file
        case UInt8(ascii: "1"): .hardLink(target: target)
        case UInt8(ascii: "2"): .symlink(target: target)
        case UInt8(ascii: "5"): .directory
        default: .other(flag)
        }
    }

    func size(_ pax: [String: [UInt8]]) throws(TarError) -> Int64 {
        guard let text = pax["size"] else { return try number(124, 12) }
        guard let size = Int64(String(decoding: text, as: UTF8.self)), size >= 0 else {
            throw TarError(description: "wrong size in a pax header")
        }
        return size
    }

    private func text(_ start: Int, _ width: Int) -> [UInt8] {
        Array(block[start..<(start + width)].prefix { $0 != 0 })
    }

    private func number(_ start: Int, _ width: Int) throws(TarError) -> Int64 {
        let digits = text(start, width).filter { $0 != 32 }
        guard let value = Int64(String(decoding: digits, as: UTF8.self), radix: 8) else {
            throw TarError(description: "a header field is not an octal number")
        }
        return value
    }
}
