import CZlib
import CZstd
package import OCI

/// Decompresses layers held in memory, with the plain C libraries: apart from what the registry itself uses.
package enum LayerDecompression {
    package enum Failure: Error, Hashable, Sendable {
        case mediaType(MediaType)
        /// What the library answered.
        case corrupt(Int)
    }

    package static func bytes(of blob: [UInt8], mediaType: MediaType) throws(Failure) -> [UInt8] {
        switch mediaType {
        case .ociLayer, .dockerLayer: blob
        case .ociLayerGzip, .dockerLayerGzip: try gunzip(blob)
        case .ociLayerZstd: try unzstd(blob)
        default: throw .mediaType(mediaType)
        }
    }

    /// Gzip of any number of members.
    private static func gunzip(_ blob: [UInt8]) throws(Failure) -> [UInt8] {
        var stream = z_stream()
        var output: [UInt8] = []
        // 16 more than the window's size: a gzip header is expected.
        var status = inflateInit2_(&stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { inflateEnd(&stream) }
        var input = blob
        input.withUnsafeMutableBufferPointer { bytes in
            stream.next_in = bytes.baseAddress
            stream.avail_in = UInt32(bytes.count)
            while status == Z_OK || (status == Z_STREAM_END && stream.avail_in > 0) {
                if status == Z_STREAM_END { inflateReset(&stream) }
                output += [UInt8](unsafeUninitializedCapacity: pieceSize) { piece, count in
                    stream.next_out = piece.baseAddress
                    stream.avail_out = UInt32(pieceSize)
                    status = inflate(&stream, Z_NO_FLUSH)
                    count = pieceSize - Int(stream.avail_out)
                }
            }
        }
        guard status == Z_STREAM_END else { throw .corrupt(Int(status)) }
        return output
    }

    private static func unzstd(_ blob: [UInt8]) throws(Failure) -> [UInt8] {
        let stream = ZSTD_createDStream()
        defer { ZSTD_freeDStream(stream) }
        var output: [UInt8] = []
        var status = 1
        blob.withUnsafeBytes { bytes in
            var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
            var isFull = false
            while (input.pos < input.size || isFull) && ZSTD_isError(status) == 0 {
                output += [UInt8](unsafeUninitializedCapacity: pieceSize) { piece, count in
                    var room = ZSTD_outBuffer(dst: piece.baseAddress, size: pieceSize, pos: 0)
                    status = ZSTD_decompressStream(stream, &room, &input)
                    count = room.pos
                    isFull = room.pos == room.size
                }
            }
        }
        guard status == 0 else { throw .corrupt(status) }
        return output
    }

    private static let pieceSize = 1 << 20
}
