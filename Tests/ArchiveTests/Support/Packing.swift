import Archive
import Conformance
import OCI

/// A packed layer and its bytes.
struct PackedBlob {
    var layer: PackedLayer
    var bytes: [UInt8]
}

extension LayerPacker {
    /// Packs into memory.
    func pack(_ contents: LayerContents) async throws -> PackedBlob {
        var bytes: [UInt8] = []
        let layer = try await pack(contents) { bytes += $0 }
        return PackedBlob(layer: layer, bytes: bytes)
    }
}

/// The entries of an uncompressed archive.
func entries(of bytes: [UInt8]) async throws -> [TarEntry] {
    var reader = TarReader(pieces(of: bytes))
    var entries: [TarEntry] = []
    while let entry = try await reader.next() { entries.append(entry) }
    return entries
}

/// Hands bytes out in pieces of odd sizes.
func pieces(of bytes: [UInt8], size: Int = 1000) -> AsyncStream<[UInt8]> {
    AsyncStream { continuation in
        for start in stride(from: 0, to: bytes.count, by: size) {
            continuation.yield(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        continuation.finish()
    }
}

/// What a blob holds, decompressed by the code under test.
func decompress(_ blob: [UInt8], _ compression: Compression, pieceSize: Int = 1000) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in LayerReader(pieces(of: blob, size: pieceSize), mediaType: compression.ociMediaType) {
        bytes += piece
    }
    return bytes
}

/// Bytes that look random and are the same every time.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    var bytes = [UInt8](repeating: 0, count: count)
    bytes.withUnsafeMutableBytes { buffer in
        for index in stride(from: 0, to: count, by: 8) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            withUnsafeBytes(of: state ^ (state >> 29)) { word in
                buffer[index..<min(index + 8, count)].copyBytes(from: word.prefix(count - index))
            }
        }
    }
    return bytes
}

let everyCompression: [Compression] =
    [.none]
    + Compression.Preset.allCases.flatMap { preset in
        [.gzip(preset, members: .parallel), .gzip(preset, members: .one), .zstd(preset)]
    }
