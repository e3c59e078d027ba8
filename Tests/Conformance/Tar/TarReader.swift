import Archive

/// Reads the entries of an uncompressed archive in constant memory, and checks that it ends as archives do.
package struct TarReader<Source: AsyncSequence> where Source.Element == [UInt8] {
    private var bytes: Source.AsyncIterator
    private var piece: ArraySlice<UInt8> = []
    /// Of the current entry: contents not yet read, and the zeros after them.
    private var contents: Int64 = 0
    private var padding: Int64 = 0

    package init(_ source: Source) { bytes = source.makeAsyncIterator() }

    /// The next entry; nil after the two empty blocks at the end. Contents that nobody read are skipped.
    package mutating func next() async throws -> TarEntry? {
        var pax: [String: [UInt8]] = [:]
        while true {
            try await skip(contents + padding)
            (contents, padding) = (0, 0)
            let block = try await read(512)
            if block.allSatisfy({ $0 == 0 }) {
                try await expectEnd()
                return nil
            }
            let fields = try TarFields(block)
            begin(size: try fields.size(pax))
            if fields.flag != UInt8(ascii: "x") { return try fields.entry(pax) }
            pax = try TarReader.records(try await read(limit: 1 << 20))
        }
    }

    /// The contents of the current entry.
    package mutating func read(limit: Int) async throws -> [UInt8] {
        guard contents <= limit else { throw TarError(description: "an entry is larger than \(limit) bytes") }
        let count = Int(contents)
        contents = 0
        return try await read(count)
    }

    private mutating func begin(size: Int64) {
        contents = size
        padding = (512 - size % 512) % 512
    }

    private mutating func expectEnd() async throws {
        guard try await read(512).allSatisfy({ $0 == 0 }) else {
            throw TarError(description: "an empty block is not followed by another one")
        }
        while try await fill() {
            guard piece.allSatisfy({ $0 == 0 }) else { throw TarError(description: "bytes after the end") }
            piece = []
        }
    }

    /// Whether there are bytes in the current piece, after getting one where necessary.
    private mutating func fill() async throws -> Bool {
        while piece.isEmpty {
            guard let next = try await bytes.next() else { return false }
            piece = next[...]
        }
        return true
    }

    private mutating func read(_ count: Int) async throws -> [UInt8] {
        var result: [UInt8] = []
        while result.count < count {
            guard try await fill() else { throw TarError(description: "the archive ends too early") }
            let part = piece.prefix(count - result.count)
            result += part
            piece = piece.dropFirst(part.count)
        }
        return result
    }

    private mutating func skip(_ count: Int64) async throws {
        var rest = count
        while rest > 0 {
            guard try await fill() else { throw TarError(description: "the archive ends too early") }
            let part = Int(min(rest, Int64(piece.count)))
            piece = piece.dropFirst(part)
            rest -= Int64(part)
        }
    }

    /// Takes `LENGTH KEY=VALUE\n` records apart.
    private static func records(_ bytes: [UInt8]) throws(TarError) -> [String: [UInt8]] {
        var records: [String: [UInt8]] = [:]
        var rest = bytes[...]
        while let space = rest.firstIndex(of: 32) {
            let length = Int(String(decoding: rest[..<space], as: UTF8.self)) ?? 0
            let record = rest.prefix(length)
            guard record.count == length, record.last == 10, let equals = record.firstIndex(of: UInt8(ascii: "=")),
                equals > space
            else { throw TarError(description: "wrong record in a pax header") }
            let key = String(decoding: record[(space + 1)..<equals], as: UTF8.self)
            records[key] = Array(record[(equals + 1)...].dropLast())
            rest = rest.dropFirst(length)
        }
        guard rest.isEmpty else { throw TarError(description: "wrong record in a pax header") }
        return records
    }
}
