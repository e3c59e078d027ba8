package import Archive

/// One entry of a tar, as it says of itself.
package struct TarEntry: Hashable, Sendable {
    /// Without the slash that ends a directory's name.
    package var path: ByteString
    package var kind: Kind
    package var mode: Int64
    package var owner: Int64
    package var group: Int64
    /// Seconds since the epoch.
    package var modified: Int64
    package var size: Int64

    package enum Kind: Hashable, Sendable {
        case directory
        case file
        case symlink(target: ByteString)
        /// Any other type flag.
        case other(UInt8)
    }
}

/// Reads a tar held in memory: POSIX ustar with pax extended headers, and binary sizes. Written apart from what writes
/// layers, to find its mistakes.
package struct TarEntries {
    /// What is wrong with the archive itself.
    package enum Malformed: Error, Hashable, Sendable {
        case checksum(offset: Int)
        case magic(offset: Int)
        case number(offset: Int)
        case pax(offset: Int)
        /// The data of an entry, or the two empty blocks at the end, are not there.
        case tooShort
        /// Something other than empty blocks stands behind the end.
        case dataAfterEnd
    }

    private let bytes: [UInt8]
    private var offset = 0
    private var extended: [String: [UInt8]] = [:]

    /// All entries in their order.
    package static func read(_ bytes: [UInt8]) throws(Malformed) -> [TarEntry] {
        var reader = TarEntries(bytes: bytes)
        var entries: [TarEntry] = []
        while let entry = try reader.next() { entries.append(entry) }
        return entries
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func next() throws(Malformed) -> TarEntry? {
        while true {
            let start = offset
            let header = try take(512)
            guard header.contains(where: { $0 != 0 }) else {
                try end()
                return nil
            }
            try check(header, at: start)
            let size = try number(header, 124..<136)
            if header[156] == UInt8(ascii: "x") {
                extended = try pax(content(size), at: start)
                continue
            }
            defer { extended = [:] }
            return try entry(header, size: size)
        }
    }

    private mutating func entry(_ header: [UInt8], size: Int64) throws(Malformed) -> TarEntry {
        let prefix = text(header, 345..<500)
        let name = text(header, 0..<100)
        var path = extended["path"] ?? (prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name)
        let kind = kind(header)
        if kind == .directory, path.last == UInt8(ascii: "/") { path.removeLast() }
        let size = try extended["size"].map { bytes throws(Malformed) in try decimal(bytes) } ?? size
        if kind == .file { _ = try content(size) }
        return TarEntry(
            path: ByteString(path), kind: kind, mode: try number(header, 100..<108),
            owner: try number(header, 108..<116), group: try number(header, 116..<124),
            modified: try number(header, 136..<148), size: size)
    }

    private func kind(_ header: [UInt8]) -> TarEntry.Kind {
        switch header[156] {
        case UInt8(ascii: "0"), 0: .file
        case UInt8(ascii: "2"): .symlink(target: ByteString(extended["linkpath"] ?? text(header, 157..<257)))
        case UInt8(ascii: "5"): .directory
        case let flag: .other(flag)
        }
    }

    private mutating func take(_ count: Int) throws(Malformed) -> [UInt8] {
        guard count >= 0, bytes.count - offset >= count else { throw .tooShort }
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }

    private mutating func content(_ size: Int64) throws(Malformed) -> ArraySlice<UInt8> {
        let size = Int(size)
        guard size >= 0, bytes.count - offset >= size else { throw .tooShort }
        let content = bytes[offset..<offset + size]
        offset += (size + 511) / 512 * 512
        return content
    }

    private mutating func end() throws(Malformed) {
        guard try take(512).allSatisfy({ $0 == 0 }) else { throw .dataAfterEnd }
        guard bytes[offset...].allSatisfy({ $0 == 0 }) else { throw .dataAfterEnd }
    }

    private func check(_ header: [UInt8], at offset: Int) throws(Malformed) {
        guard header[257..<263].elementsEqual("ustar\0".utf8) else { throw .magic(offset: offset) }
        let sum = header.enumerated().reduce(Int64(0)) { sum, byte in
            sum + ((148..<156).contains(byte.offset) ? 32 : Int64(byte.element))
        }
        guard try number(header, 148..<156) == sum else { throw .checksum(offset: offset) }
    }

    private func text(_ header: [UInt8], _ field: Range<Int>) -> [UInt8] { Array(header[field].prefix { $0 != 0 }) }

    private func number(_ header: [UInt8], _ field: Range<Int>) throws(Malformed) -> Int64 {
        if header[field.lowerBound] & 0x80 != 0 {
            return header[field].dropFirst().reduce(0) { $0 << 8 | Int64($1) }
        }
        let digits = header[field].drop { $0 == UInt8(ascii: " ") }.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
        if digits.isEmpty { return 0 }
        guard let number = Int64(String(decoding: digits, as: UTF8.self), radix: 8) else {
            throw .number(offset: offset)
        }
        return number
    }

    private func decimal(_ bytes: [UInt8]) throws(Malformed) -> Int64 {
        guard let number = Int64(String(decoding: bytes, as: UTF8.self)) else { throw .number(offset: offset) }
        return number
    }

    /// Each record is `LENGTH KEY=VALUE\n`, where LENGTH counts all of it.
    private func pax(_ content: ArraySlice<UInt8>, at offset: Int) throws(Malformed) -> [String: [UInt8]] {
        var records: [String: [UInt8]] = [:]
        var rest = content
        while !rest.isEmpty {
            let digits = rest.prefix { $0 != UInt8(ascii: " ") }
            guard let length = Int(String(decoding: digits, as: UTF8.self)), length > digits.count + 2,
                length <= rest.count
            else { throw .pax(offset: offset) }
            let record = rest.prefix(length).dropFirst(digits.count + 1).dropLast()
            guard rest[rest.startIndex + length - 1] == UInt8(ascii: "\n"),
                let equals = record.firstIndex(of: UInt8(ascii: "="))
            else { throw .pax(offset: offset) }
            records[String(decoding: record[..<equals], as: UTF8.self)] = Array(record[(equals + 1)...])
            rest = rest.dropFirst(length)
        }
        return records
    }
}
