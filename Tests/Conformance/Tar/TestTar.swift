package import Archive

/// Writes tars as the tests want them, right or wrong.
package enum TestTar {
    package struct Entry: Sendable {
        package var path: String
        /// The name's bytes, where they are no UTF-8.
        package var rawPath: [UInt8]?
        /// The type flag.
        package var flag: Character
        package var mode: Int
        package var contents: [UInt8] = []
        package var target = ""
        package var owner = 0
        package var modified = 1
        /// What the header says instead of the size of the contents.
        package var declaredSize: Int?

        package init(
            path: String, flag: Character, mode: Int = 0o644, contents: [UInt8] = [], target: String = ""
        ) {
            self.path = path
            self.flag = flag
            self.mode = mode
            self.contents = contents
            self.target = target
        }

        package static func directory(_ path: String, mode: Int = 0o555) -> Entry {
            Entry(path: path, flag: "5", mode: mode)
        }

        package static func file(_ path: String, mode: Int = 0o444, contents: String = "x") -> Entry {
            Entry(path: path, flag: "0", mode: mode, contents: Array(contents.utf8))
        }

        package static func symlink(_ path: String, _ target: String) -> Entry {
            Entry(path: path, flag: "2", mode: 0o777, target: target)
        }
    }

    package static func bytes(_ entries: [Entry]) -> [UInt8] {
        entries.flatMap { header($0) + padded($0.contents) } + [UInt8](repeating: 0, count: 1024)
    }

    private static func header(_ entry: Entry) -> [UInt8] {
        let fields: [(text: [UInt8], width: Int)] = [
            (entry.rawPath ?? Array((entry.path + (entry.flag == "5" ? "/" : "")).utf8), 100),
            (Array(octal(entry.mode, 7).utf8), 8), (Array(octal(entry.owner, 7).utf8), 8),
            (Array(octal(0, 7).utf8), 8), (Array(octal(entry.declaredSize ?? entry.contents.count, 11).utf8), 12),
            (Array(octal(entry.modified, 11).utf8), 12), (Array("        ".utf8), 8),
            (Array(String(entry.flag).utf8), 1), (Array(entry.target.utf8), 100), (Array("ustar".utf8), 6),
            (Array("00".utf8), 2),
        ]
        var block: [UInt8] = fields.flatMap { field in
            field.text + [UInt8](repeating: 0, count: field.width - field.text.count)
        }
        block += [UInt8](repeating: 0, count: 512 - block.count)
        let sum = octal(block.reduce(0) { $0 + Int($1) }, 6)
        block.replaceSubrange(148..<156, with: Array(sum.utf8) + [0, UInt8(ascii: " ")])
        return block
    }

    private static func octal(_ number: Int, _ digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }

    private static func padded(_ contents: [UInt8]) -> [UInt8] {
        contents + [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512)
    }
}

extension TestTar.Entry {
    /// An entry of a link layer.
    package init(_ entry: ArchiveEntry) {
        let path = entry.path.description
        switch entry.kind {
        case .directory(let mode): self = .directory(path, mode: Int(mode))
        case .file(let mode, let contents):
            self = TestTar.Entry(path: path, flag: "0", mode: Int(mode), contents: contents)
        case .symlink(let target): self = .symlink(path, target.description)
        }
    }
}

/// Gzip without compression (RFC 1951, section 3.2.4; RFC 1952), in members of a few bytes.
package enum StoredGzip {
    package static func bytes(_ data: [UInt8], memberSize: Int = 3000) -> [UInt8] {
        stride(from: 0, to: max(1, data.count), by: memberSize).flatMap { start in
            member(Array(data[start..<min(start + memberSize, data.count)]))
        }
    }

    private static func member(_ data: [UInt8]) -> [UInt8] {
        let length = UInt16(data.count)
        return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1] + littleEndian(length) + littleEndian(~length) + data
            + littleEndian(checksum(data)) + littleEndian(UInt32(data.count))
    }

    private static func checksum(_ data: [UInt8]) -> UInt32 {
        ~data.reduce(UInt32.max) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in rest >> 1 ^ (rest & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }

    private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<MemoryLayout<Number>.size).map { UInt8(truncatingIfNeeded: number >> Number(8 * $0)) }
    }
}
