import Archive
import Conformance
import OCI
import SystemPackage
import Testing

/// What a layer of store paths consists of, by our own reader.
@Suite struct StoreLayerTests {
    private let store: TestStore
    private let packer: LayerPacker

    init() throws {
        store = try TestStore()
        packer = LayerPacker(compression: .none, store: store.location)
    }

    private func pack(_ names: String...) async throws -> [TarEntry] {
        try await entries(of: packer.pack(.storePaths(names.map(store.package))).bytes)
    }

    @Test func everyEntryIsNormalised() async throws {
        try store.directory("a-pkg")
        try store.directory("a-pkg/empty")
        try store.file("a-pkg/data", "text".utf8)
        try store.file("a-pkg/program", "text".utf8, executable: true)
        try store.symlink("a-pkg/link", to: "../b-pkg/bin")
        let found = try await pack("a-pkg")
        let rows = found.map { "\($0.path) \(String($0.mode, radix: 8)) \($0.size)" }
        #expect(
            rows == [
                "nix 755 0", "nix/store 755 0", "nix/store/a-pkg 555 0", "nix/store/a-pkg/data 444 4",
                "nix/store/a-pkg/empty 555 0", "nix/store/a-pkg/link 777 0", "nix/store/a-pkg/program 555 4",
            ])
        #expect(found[5].kind == .symlink(target: "../b-pkg/bin"))
        for entry in found {
            #expect(entry.modified == 1 && entry.userID == 0 && entry.groupID == 0)
            #expect(entry.userName == "" && entry.groupName == "" && !entry.isExtended)
        }
    }

    @Test func orderIsThatOfTheFullPathsBytes() async throws {
        try store.directory("a-pkg")
        try store.directory("a-pkg/lib")
        for name in ["lib/z", "lib-x", "lib.so", "lib0", "Lib"] { try store.file(ByteString("a-pkg/\(name)")) }
        let paths = try await pack("a-pkg").map(\.path)
        #expect(paths == paths.sorted())
        #expect(paths.count == 9)
    }

    @Test func packagesMayBeFilesAndLinksThemselves() async throws {
        try store.file("b-file", "x".utf8)
        try store.symlink("a-link", to: "b-file")
        #expect(
            try await pack("b-file", "a-link").map(\.kind)
                == [.directory, .directory, .symlink(target: "b-file"), .file])
    }

    @Test func anEmptyGroupIsAnArchiveOfTheStoreAlone() async throws {
        #expect(try await pack().map(\.path) == ["nix", "nix/store"])
    }

    @Test func orderAndRepetitionOfPackagesMakeNoDifference() async throws {
        for name in ["a", "b", "c"] { try store.file(ByteString(name), name.utf8) }
        let once = try await packer.pack(.storePaths(["a", "b", "c"].map(store.package)))
        let twice = try await packer.pack(.storePaths(["c", "b", "a", "b"].map(store.package)))
        #expect(once.layer == twice.layer)
    }

    @Test func hardLinksAreSeparateFiles() async throws {
        try store.directory("a-pkg")
        try store.file("a-pkg/one", "same".utf8)
        try store.hardLink("a-pkg/two", to: "a-pkg/one")
        let linked = try await packer.pack(.storePaths([store.package("a-pkg")]))
        let other = try TestStore()
        try other.directory("a-pkg")
        for name in ["a-pkg/one", "a-pkg/two"] { try other.file(ByteString(name), "same".utf8) }
        let copied = try await LayerPacker(compression: .none, store: other.location)
            .pack(.storePaths([other.package("a-pkg")]))
        #expect(linked.layer.diffID == copied.layer.diffID)
    }

    /// Lengths are of the name within the package; the path in the archive is 16 bytes longer.
    @Test(arguments: [
        (84, false), (85, false), (100, false), (239, true), (255, true),
    ])
    func longNamesAreKept(length: Int, needsPax: Bool) async throws {
        try store.directory("a-pkg")
        let name = ByteString(repeatElement(UInt8(ascii: "n"), count: length))
        try store.file(ByteString("a-pkg/\(name)"), "x".utf8)
        let entry = try #require(try await pack("a-pkg").last)
        #expect(entry.path == ByteString("nix/store/a-pkg/\(name)"))
        #expect(entry.isExtended == (needsPax || length > 100))
    }

    @Test func deepPathsAndLongTargetsAreKept() async throws {
        var path = "a-pkg"
        try store.directory(ByteString(path))
        for _ in 0..<12 {
            path += "/" + String(repeating: "d", count: 30)
            try store.directory(ByteString(path))
        }
        let target = ByteString(String(repeating: "../t", count: 60))
        try store.symlink(ByteString("\(path)/link"), to: target)
        let entry = try #require(try await pack("a-pkg").last)
        #expect(entry.path == ByteString("nix/store/\(path)/link"))
        #expect(entry.kind == .symlink(target: target))
    }

    @Test(arguments: [[0xff, 0xfe, 0x41], Array("é€".utf8), [0xff] + [UInt8](repeating: 0xfe, count: 120)])
    func namesAreBytes(name: [UInt8]) async throws {
        try store.directory("a-pkg")
        try store.file(ByteString(Array("a-pkg/".utf8) + name), "x".utf8)
        let entry = try #require(try await pack("a-pkg").last)
        #expect(entry.path.bytes == Array("nix/store/a-pkg/".utf8) + name)
    }

    @Test func whiteoutNamesAreRefusedWithPackageAndFile() async throws {
        try store.directory("a-pkg")
        try store.directory("a-pkg/share")
        try store.file("a-pkg/share/.wh.passwd")
        let error = ArchiveError.whiteout(package: store.package("a-pkg"), file: "share/.wh.passwd")
        await #expect(throws: error) { try await pack("a-pkg") }
        #expect(error.description.contains("'/nix/store/a-pkg' holds 'share/.wh.passwd'"))
    }

    @Test func otherKindsAreRefused() async throws {
        try store.directory("a-pkg")
        try store.pipe("a-pkg/pipe")
        await #expect(throws: ArchiveError.unsupportedKind(path: "nix/store/a-pkg/pipe", kind: "named pipe")) {
            try await pack("a-pkg")
        }
    }

    @Test(arguments: ["/nix/store", "/nix/store/a/b", "a", "/tmp/a", "/nix/store/.."])
    func onlyDirectChildrenOfTheStoreArePacked(path: String) async throws {
        await #expect(throws: ArchiveError.notInStore(FilePath(path), store: "/nix/store")) {
            try await packer.pack(.storePaths([FilePath(path)]))
        }
    }

    @Test func aMissingPackageIsNamed() async throws {
        let name = ByteString(store.physical("gone"))
        await #expect(throws: ArchiveError.unreadable(path: name, cause: .noSuchFileOrDirectory)) {
            try await pack("gone")
        }
    }
}
