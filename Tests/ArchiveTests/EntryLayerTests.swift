import Archive
import Conformance
import OCI
import Testing

/// Layers of made-up entries.
@Suite struct EntryLayerTests {
    private let packer = LayerPacker(compression: .none)

    @Test func entriesComeSortedAfterTheStoresFolders() async throws {
        let blob = try await packer.pack(
            .entries([
                ArchiveEntry(path: "tmp", kind: .directory(mode: 0o1777)),
                ArchiveEntry(path: "bin", kind: .directory(mode: 0o755)),
                ArchiveEntry(path: "bin/sh", kind: .symlink(target: "/nix/store/x/bin/sh")),
                ArchiveEntry(path: "etc", kind: .directory(mode: 0o755)),
                ArchiveEntry(path: "etc/passwd", kind: .file(mode: 0o644, contents: Array("root".utf8))),
            ]))
        let found = try await entries(of: blob.bytes)
        let rows = found.map { "\($0.path) \(String($0.mode, radix: 8)) \($0.size)" }
        #expect(
            rows == [
                "nix 755 0", "nix/store 755 0", "bin 755 0", "bin/sh 777 0", "etc 755 0", "etc/passwd 644 4",
                "tmp 1777 0",
            ])
        #expect(found[3].kind == .symlink(target: "/nix/store/x/bin/sh"))
    }

    @Test func contentsAreKept() async throws {
        let contents = noise(70_001)
        let entry = ArchiveEntry(path: "data", kind: .file(mode: 0o644, contents: contents))
        let blob = try await packer.pack(.entries([entry]))
        var reader = TarReader(pieces(of: blob.bytes))
        for _ in 0..<3 { _ = try await reader.next() }
        #expect(try await reader.read(limit: 1 << 20) == contents)
        #expect(try await reader.next() == nil)
    }

    @Test(arguments: ["", "/etc", "etc/", "a//b", "./a", "a/../b", "a/.wh.b", "nix", "nix/store"] as [ByteString])
    func pathsThatWouldNotUnpackAsMeantAreRefused(path: ByteString) async throws {
        await #expect(throws: ArchiveError.self) {
            try await packer.pack(.entries([ArchiveEntry(path: path, kind: .directory(mode: 0o755))]))
        }
    }

    @Test func anEntryBelowALinkIsRefused() async throws {
        let entries = [
            ArchiveEntry(path: "lib", kind: .symlink(target: "/x")),
            ArchiveEntry(path: "lib/deep/file", kind: .file(mode: 0o644, contents: [])),
        ]
        await #expect(throws: ArchiveError.self) { try await packer.pack(.entries(entries)) }
    }

    @Test func anEntryThatIsThereTwiceIsRefused() async throws {
        let entry = ArchiveEntry(path: "a", kind: .directory(mode: 0o755))
        await #expect(throws: ArchiveError.invalidEntry(path: "a", reason: "it is there twice")) {
            try await packer.pack(.entries([entry, entry]))
        }
    }
}
