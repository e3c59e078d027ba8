internal import SystemPackage

/// Checks what libarchive does not: the checksums in a gzip file (seen with 3.6: wrong bytes come out without an error).
enum GzipChecksums {
    private static let bufferSize = 1 << 20
    private static let magic: [UInt8] = [0x1F, 0x8B]

    /// Decompresses a gzip file once more, for its checksums alone; other files pass.
    ///
    /// - Parameter limit: bytes that it may decompress to.
    /// - Throws: ``UnpackingError/damaged(_:)``, `CancellationError`, or the `Errno` of a failed read.
    static func check(_ file: FilePath, limit: Int64) throws {
        let handle = try Files.openFile(at: ByteString(file))
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 16)
        let input = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 16)
        defer {
            output.deallocate()
            input.deallocate()
        }
        var count = try Files.read(handle, into: input)
        guard input.prefix(count).starts(with: magic) else { return }
        let decoder = try GzipDecoder()
        var left = limit
        repeat {
            try Task.checkCancellation()
            let bytes = UnsafeRawBufferPointer(rebasing: input[..<count])
            guard try decode(bytes, with: decoder, scratch: output, left: &left) else { return }
            count = try Files.read(handle, into: input)
        } while count > 0
        guard decoder.isComplete else { throw UnpackingError.damaged("it ends too early") }
    }

    /// - Returns: false when what follows is no gzip any more; readers take that for padding.
    private static func decode(
        _ input: UnsafeRawBufferPointer, with decoder: GzipDecoder, scratch: UnsafeMutableRawBufferPointer,
        left: inout Int64
    ) throws -> Bool {
        var offset = 0
        var isFull = false
        while offset < input.count || isFull {
            if decoder.isComplete, !input[offset...].starts(with: magic.prefix(input.count - offset)) { return false }
            let step: DecodingStep
            do throws(ArchiveError) {
                step = try decoder.decode(UnsafeRawBufferPointer(rebasing: input[offset...]), into: scratch)
            } catch {
                throw UnpackingError.damaged(error.description)
            }
            offset += step.consumed
            left -= Int64(step.produced)
            guard left >= 0 else { throw UnpackingError.damaged("too much follows its last entry") }
            isFull = step.produced == scratch.count && !decoder.isComplete
            guard step.consumed > 0 || step.produced > 0 else { break }
        }
        return true
    }
}
