/// The bytes of an archive, made as they are asked for: headers, contents, and two empty blocks at the end.
struct TarStream: Sendable {
    private var entries: EntrySequence
    /// What comes next, the first one last.
    private var segments: [Segment] = []
    private var isAtEnd = false

    init(_ entries: EntrySequence) { self.entries = entries }

    /// A run of bytes from one place.
    private enum Segment: Sendable {
        case bytes([UInt8], from: Int)
        case file(SourceFile)
        case zeros(Int)
    }

    /// Fills the buffer.
    ///
    /// - Returns: the number of bytes, fewer than fit only at the end of the archive.
    mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < buffer.count {
            if let segment = segments.popLast() {
                filled += try copy(segment, into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            } else if isAtEnd {
                break
            } else if let item = try entries.next() {
                append(item)
            } else {
                segments = [.zeros(2 * TarHeader.blockSize)]
                isAtEnd = true
            }
        }
        return filled
    }

    private mutating func append(_ item: TarItem) {
        switch item.kind {
        case .directory(let mode):
            header(TarHeader.blocks(path: item.path, type: .directory, mode: mode))
        case .symlink(let target):
            header(TarHeader.blocks(path: item.path, type: .symlink(target: target), mode: 0o777))
        case .file(let mode, let contents):
            segments.append(.zeros(TarHeader.padding(after: contents.size)))
            switch contents {
            case .bytes(let bytes): segments.append(.bytes(bytes, from: 0))
            case .source(let file): segments.append(.file(file))
            }
            header(TarHeader.blocks(path: item.path, type: .file, mode: mode, size: contents.size))
        }
    }

    private mutating func header(_ bytes: [UInt8]) { segments.append(.bytes(bytes, from: 0)) }

    /// Copies what fits, and puts the rest of the segment back.
    private mutating func copy(_ segment: Segment, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        switch segment {
        case .bytes(let bytes, let start):
            let count = min(buffer.count, bytes.count - start)
            buffer.copyMemory(from: bytes, start: start, count: count)
            if start + count < bytes.count { segments.append(.bytes(bytes, from: start + count)) }
            return count
        case .zeros(let zeros):
            let count = min(buffer.count, zeros)
            UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]).initializeMemory(as: UInt8.self, repeating: 0)
            if count < zeros { segments.append(.zeros(zeros - count)) }
            return count
        case .file(var file):
            let count = try file.read(into: buffer)
            if !file.isFinished { segments.append(.file(file)) }
            return count
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Copies part of an array to the start of this buffer.
    fileprivate func copyMemory(from bytes: [UInt8], start: Int, count: Int) {
        bytes.withUnsafeBytes { copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<(start + count)])) }
    }
}
