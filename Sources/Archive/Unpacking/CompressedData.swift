/// A whole file in memory that may be compressed.
package enum CompressedData {
    private static let pieceSize = 1 << 18
    private static let gzipMagic: [UInt8] = [0x1F, 0x8B]

    /// What bytes in gzip, xz, zstd or bzip2 decompress to; other bytes as they are. Blocks.
    ///
    /// - Parameter maximumBytes: of the result.
    /// - Throws: ``UnpackingError/damaged(_:)``, also for data that was cut off, or ``UnpackingError/tooManyBytes(limit:)``.
    package static func decompress(_ data: [UInt8], maximumBytes: Int) throws -> [UInt8] {
        if data.isEmpty { return [] }
        return try data.withUnsafeBytes { bytes in
            // libarchive does not look at the checksums in gzip.
            try bytes.starts(with: gzipMagic)
                ? gunzip(bytes, maximumBytes: maximumBytes) : read(bytes, maximumBytes: maximumBytes)
        }
    }

    private static func read(_ data: UnsafeRawBufferPointer, maximumBytes: Int) throws -> [UInt8] {
        let reader = try TarballReader(compressed: data)
        guard try reader.next() != nil else { return [] }
        var result: [UInt8] = []
        while try reader.readBlock({ bytes, _ throws(UnpackingError) in
            try append(bytes, to: &result, maximumBytes: maximumBytes)
        }) {}
        return result
    }

    private static func gunzip(_ data: UnsafeRawBufferPointer, maximumBytes: Int) throws -> [UInt8] {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
        defer { piece.deallocate() }
        var (result, offset, isFull) = ([UInt8](), 0, false)
        do {
            let decoder = try GzipDecoder()
            while offset < data.count || isFull {
                let step = try decoder.decode(UnsafeRawBufferPointer(rebasing: data[offset...]), into: piece)
                offset += step.consumed
                isFull = step.produced == piece.count && !decoder.isComplete
                let bytes = UnsafeRawBufferPointer(rebasing: piece[..<step.produced])
                try append(bytes, to: &result, maximumBytes: maximumBytes)
                guard step.consumed > 0 || step.produced > 0 else { break }
            }
            guard decoder.isComplete else { throw UnpackingError.damaged("it ends too early") }
        } catch let error as ArchiveError {
            throw UnpackingError.damaged(error.description)
        }
        return result
    }

    private static func append(
        _ bytes: UnsafeRawBufferPointer, to result: inout [UInt8], maximumBytes: Int
    ) throws(UnpackingError) {
        guard result.count + bytes.count <= maximumBytes else { throw .tooManyBytes(limit: Int64(maximumBytes)) }
        result += bytes
    }
}
