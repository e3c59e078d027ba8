import Archive
import FoundationEssentials
import Glibc
import SystemPackage

/// A store in a fresh folder, removed at the end. Names are bytes.
final class TestStore: Sendable {
    let root: FilePath
    var location: StoreLocation { StoreLocation("/nix/store", physical: root.appending("store")) }

    init() throws {
        root = FilePath("/tmp/nixery-archive-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            atPath: root.appending("store").string, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: root.string) }  // What cannot be removed stays in /tmp.

    /// The path of a package as an image has it.
    func package(_ name: String) -> FilePath { FilePath("/nix/store").appending(name) }

    /// Where something of the store lies on this machine.
    func physical(_ name: String) -> FilePath { root.appending("store").appending(name) }

    func directory(_ path: ByteString) throws { try check(mkdir(name(path), 0o755)) }

    func file(_ path: ByteString, _ contents: some Sequence<UInt8> = [], executable: Bool = false) throws {
        let contents = Array(contents)
        let descriptor = open(name(path), O_WRONLY | O_CREAT | O_TRUNC, executable ? 0o755 : 0o644)
        try check(descriptor)
        defer { close(descriptor) }
        guard write(descriptor, contents, contents.count) == contents.count else { throw Errno.ioError }
    }

    func symlink(_ path: ByteString, to target: ByteString) throws {
        try check(Glibc.symlink(text(target), name(path)))
    }

    func hardLink(_ path: ByteString, to existing: ByteString) throws { try check(link(name(existing), name(path))) }

    func pipe(_ path: ByteString) throws { try check(mkfifo(name(path), 0o644)) }

    func resize(_ path: ByteString, to size: Int) throws { try check(truncate(name(path), size)) }

    private func name(_ path: ByteString) -> [CChar] {
        text(ByteString(Array("\(root.string)/store/".utf8) + path.bytes))
    }

    private func text(_ path: ByteString) -> [CChar] { (path.bytes + [0]).map { CChar(bitPattern: $0) } }

    private func check(_ status: CInt) throws {
        if status == -1 { throw Errno(rawValue: errno) }
    }
}
