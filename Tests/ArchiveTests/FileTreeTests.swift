import Archive
import FoundationEssentials
import SystemPackage
import Testing

@Suite struct FileTreeTests {
    private let store: TestStore

    init() throws { store = try TestStore() }

    @Test func everyNameIsThereInTheOrderOfItsBytes() async throws {
        try store.directory("a-pkg")
        try store.directory("a-pkg/empty")
        try store.directory("a-pkg/lib")
        try store.file("a-pkg/lib/z")
        try store.file("a-pkg/lib/.wh.a")
        try store.file("a-pkg/lib.so")
        try store.symlink("a-pkg/link", to: "lib")
        try store.file(ByteString(Array("a-pkg/".utf8) + [0xff]))
        let tree = try await FileTree.read(at: store.physical("a-pkg"))
        let lib = FileTree.directory([.init(name: ".wh.a", tree: .file), .init(name: "z", tree: .file)])
        #expect(
            tree
                == .directory([
                    .init(name: "empty", tree: .directory([])), .init(name: "lib", tree: lib),
                    .init(name: "lib.so", tree: .file), .init(name: "link", tree: .symlink(target: "lib")),
                    .init(name: ByteString([0xff]), tree: .file),
                ]))
        let encoded = try JSONEncoder().encode(tree)
        #expect(try JSONDecoder().decode(FileTree.self, from: encoded) == tree)
    }

    @Test func aPackageMayBeAFileOrALink() async throws {
        try store.file("file")
        try store.symlink("link", to: "file")
        #expect(try await FileTree.read(at: store.physical("file")) == .file)
        #expect(try await FileTree.read(at: store.physical("link")) == .symlink(target: "file"))
    }

    @Test func whatCannotBeReadIsNamed() async throws {
        let path = store.physical("gone")
        await #expect(throws: ArchiveError.unreadable(path: ByteString(path), cause: .noSuchFileOrDirectory)) {
            try await FileTree.read(at: path)
        }
    }

    @Test func otherKindsAreRefused() async throws {
        try store.directory("a-pkg")
        try store.pipe("a-pkg/pipe")
        await #expect(throws: ArchiveError.self) { try await FileTree.read(at: store.physical("a-pkg")) }
    }
}
