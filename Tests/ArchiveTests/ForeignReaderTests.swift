import Archive
import Conformance
import FoundationEssentials
import OCI
import Subprocess
import SystemPackage
import Testing

/// What programs that are not ours make of our layers.
@Suite struct ForeignReaderTests {
    private let store: TestStore

    init() throws { store = try TestStore() }

    /// One package with everything that is hard.
    private func fill() throws {
        try store.directory("a-pkg")
        try store.directory("a-pkg/empty")
        try store.file("a-pkg/data", noise(2_300_000))
        try store.file("a-pkg/program", "#!/bin/sh\n".utf8, executable: true)
        try store.hardLink("a-pkg/same", to: "a-pkg/program")
        try store.symlink("a-pkg/link", to: "/nix/store/b-pkg")
        try store.symlink("a-pkg/long-link", to: ByteString(String(repeating: "../t", count: 60)))
        for length in [101, 200, 255] {
            try store.file(ByteString("a-pkg/" + String(repeating: "n", count: length)), "long".utf8)
        }
        try store.file(ByteString(Array("a-pkg/".utf8) + [0xff, 0xfe]), "raw".utf8)
        try store.file(ByteString(Array("a-pkg/".utf8) + [UInt8](repeating: 0xe9, count: 150)), "raw".utf8)
        var path = "a-pkg"
        for _ in 0..<12 {
            path += "/" + String(repeating: "d", count: 30)
            try store.directory(ByteString(path))
        }
    }

    private func pack(_ compression: Compression) async throws -> (path: String, bytes: [UInt8]) {
        let bytes = try await LayerPacker(compression: compression, store: store.location)
            .pack(.storePaths([store.package("a-pkg")])).bytes
        // The gzip program looks at the name.
        let path = store.root.appending(compression.ociMediaType == .ociLayerGzip ? "layer.gz" : "layer").string
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else { throw Errno.ioError }
        return (path, bytes)
    }

    /// Runs a program and gives what it printed; its failure is one of the test.
    @discardableResult
    private func run(_ program: String, _ arguments: [String]) async throws -> [UInt8] {
        let result = try await Subprocess.run(
            .name(program), arguments: Arguments(arguments), environment: .inherit.updating(["LC_ALL": "C"]),
            output: .bytes(limit: 16 << 20), error: .string(limit: 1 << 20))
        #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
        return result.standardOutput
    }

    private func unpack(with program: String, _ compression: Compression) async throws {
        try fill()
        let layer = try await pack(compression).path
        let folder = store.root.appending("unpacked")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: false)
        try await run(program, ["-xpf", layer, "-C", folder.string])
        let unpacked = folder.appending("nix/store/a-pkg")
        #expect(try await FileTree.read(at: unpacked) == FileTree.read(at: store.physical("a-pkg")))
        for name in ["data", "program", "same"] {
            let path = unpacked.appending(name).string
            #expect(
                FileManager.default.contents(atPath: path)
                    == FileManager.default.contents(atPath: store.physical("a-pkg/\(name)").string))
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: unpacked.appending("program").string)
        #expect(attributes[.posixPermissions] as? Int == 0o555)
        #expect((attributes[.modificationDate] as? Date)?.timeIntervalSince1970 == 1)
    }

    @Test(.requires("tar"), arguments: [Compression.none, .standard, .gzip(.balanced, members: .one)])
    func gnuTarUnpacksWhatWasPacked(compression: Compression) async throws {
        try await unpack(with: "tar", compression)
    }

    @Test(
        .requires("bsdtar", package: "libarchive-tools"),
        arguments: [Compression.none, .standard, .gzip(.balanced, members: .one), .zstd(.balanced)])
    func bsdtarUnpacksWhatWasPacked(compression: Compression) async throws {
        try await unpack(with: "bsdtar", compression)
    }

    @Test(.requires("gzip"), arguments: Compression.Preset.allCases, Compression.Members.allCases)
    func gzipReadsTheWholeArchive(preset: Compression.Preset, members: Compression.Members) async throws {
        try fill()
        let archive = try await pack(.none).bytes
        let layer = try await pack(.gzip(preset, members: members)).path
        #expect(try await run("gzip", ["-dc", layer]) == archive)
    }

    @Test(.requires("zstd"), arguments: Compression.Preset.allCases)
    func zstdReadsTheWholeArchive(preset: Compression.Preset) async throws {
        try fill()
        let archive = try await pack(.none).bytes
        let layer = try await pack(.zstd(preset)).path
        #expect(try await run("zstd", ["-dc", "-q", layer]) == archive)
    }

    /// Python's zlib stops at the end of the first member, so it tells one member from several.
    @Test(.requires("python3"), arguments: Compression.Members.allCases)
    func membersAreAsManyAsAskedFor(members: Compression.Members) async throws {
        try fill()
        let archive = try await pack(.none).bytes
        let layer = try await pack(.gzip(.balanced, members: members)).path
        let script = """
            import sys, zlib
            first = zlib.decompressobj(31)
            sys.stdout.buffer.write(first.decompress(open(sys.argv[1], 'rb').read()))
            assert first.eof
            """
        let first = try await run("python3", ["-c", script, layer])
        #expect(first.count == (members == .one ? archive.count : 1 << 20))
        #expect(archive.starts(with: first))
    }

    @Test(.requires("python3"), arguments: [Compression.standard, .gzip(.small, members: .one)])
    func pythonListsEveryEntry(compression: Compression) async throws {
        try fill()
        let archive = try await pack(.none).bytes
        let layer = try await pack(compression).path
        let script = """
            import sys, tarfile
            for entry in tarfile.open(sys.argv[1], errors='surrogateescape', encoding='utf-8'):
                sys.stdout.buffer.write(entry.name.encode('utf-8', 'surrogateescape') + bytes([10]))
            """
        let names = try await run("python3", ["-c", script, layer])
        let paths = try await entries(of: archive).map(\.path.bytes)
        let expected = Array(paths.map { $0 + [10] }.joined())
        #expect(names == expected)
    }
}
