import Archive
import Conformance
import FoundationEssentials
import OCI
import Testing

/// Compressing and decompressing, by our own code.
@Suite struct CompressionTests {
    private let contents = LayerContents.entries([
        ArchiveEntry(path: "noise", kind: .file(mode: 0o644, contents: noise(3_000_000))),
        ArchiveEntry(path: "zeros", kind: .file(mode: 0o644, contents: [UInt8](repeating: 0, count: 2_500_000))),
    ])

    @Test(arguments: everyCompression)
    func bothDigestsAndSizesAreThoseOfTheBytes(compression: Compression) async throws {
        let blob = try await LayerPacker(compression: compression).pack(contents)
        let archive = try await decompress(blob.bytes, compression, pieceSize: 100_000)
        #expect(blob.layer.size == Int64(blob.bytes.count))
        #expect(blob.layer.digest == Digest(of: blob.bytes))
        #expect(blob.layer.diffSize == Int64(archive.count))
        #expect(blob.layer.diffID == Digest(of: archive))
        #expect(try await entries(of: archive).map(\.path) == ["nix", "nix/store", "noise", "zeros"])
    }

    @Test(arguments: everyCompression)
    func workersMakeNoDifference(compression: Compression) async throws {
        let one = try await LayerPacker(compression: compression, workers: 1).pack(contents)
        let many = try await LayerPacker(compression: compression, workers: 7).pack(contents)
        #expect(one.layer == many.layer)
        #expect(one.bytes == many.bytes)
    }

    @Test(arguments: everyCompression.filter { $0 != .none })
    func aBlobThatEndsTooEarlyIsRefused(compression: Compression) async throws {
        let blob = try await LayerPacker(compression: compression).pack(contents).bytes
        for cut in [0, 1, 5, blob.count / 2, blob.count - 1] {
            await #expect(throws: ArchiveError.self, "cut at \(cut)") {
                try await decompress(Array(blob.prefix(cut)), compression, pieceSize: 1 << 20)
            }
        }
    }

    @Test(arguments: everyCompression.filter { $0 != .none })
    func aChangedByteIsNoticed(compression: Compression) async throws {
        var blob = try await LayerPacker(compression: compression).pack(contents).bytes
        blob[blob.count / 3] ^= 1
        await #expect(throws: ArchiveError.self) { try await decompress(blob, compression, pieceSize: 1 << 20) }
    }

    @Test func presetsDifferInSize() async throws {
        let text = (0..<60_000).map { "line \($0 * 7919 % 10_007)\n" }.joined()
        let contents = LayerContents.entries([
            ArchiveEntry(path: "text", kind: .file(mode: 0o644, contents: Array(text.utf8)))
        ])
        var sizes: [Int64] = []
        for preset in Compression.Preset.allCases {
            sizes.append(
                try await LayerPacker(compression: .gzip(preset, members: .parallel)).pack(contents).layer.size)
        }
        #expect(sizes[0] > sizes[1] && sizes[1] > sizes[2])
    }

    @Test(arguments: everyCompression)
    func wordsComeBack(compression: Compression) throws {
        let encoded = try JSONEncoder().encode(compression)
        #expect(try JSONDecoder().decode(Compression.self, from: encoded) == compression)
    }

    @Test func defaultsOfTheWords() throws {
        #expect(try Compression(format: "gzip") == .standard)
        #expect(try Compression(format: "gzip", preset: "small", members: "one") == .gzip(.small, members: .one))
        #expect(try Compression(format: "zstd") == .zstd(.balanced))
        #expect(try Compression(format: "none") == .none)
    }

    @Test(
        arguments: [("xz", nil, nil), ("gzip", "best", nil), ("gzip", nil, "two"), ("zstd", nil, "one")]
            as [(String, String?, String?)])
    func unknownWordsAreRefused(format: String, preset: String?, members: String?) {
        #expect(throws: ArchiveError.self) { try Compression(format: format, preset: preset, members: members) }
    }

    @Test func formatNamesAreDifferentAndFitIntoKeys() {
        let names = everyCompression.map(\.formatName)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789.-".utf8.contains($0) } })
    }
}
