import Archive
import Conformance
import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import Testing

/// A folder with a tarball and the place it is unpacked to.
struct UnpackingBench: Sendable {
    let folder: FilePath
    var limits = UnpackingLimits(bytes: 64 << 20, files: 10_000)

    var tarball: FilePath { folder.appending("tarball") }
    var target: FilePath { folder.appending("source") }

    func write(_ bytes: [UInt8]) throws {
        let file = try FileDescriptor.open(
            tarball, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        _ = try file.closeAfter { try file.writeAll(bytes) }
    }

    func unpack(_ entries: [TestTar.Entry]) async throws {
        try write(TestTar.bytes(entries))
        try await unpack()
    }

    func unpack() async throws { try await TarballUnpacker.unpack(tarball, into: target, limits: limits) }

    /// Runs a line of shell in the folder.
    func run(_ command: String) async throws {
        let result = try await Subprocess.run(
            .name("sh"), arguments: ["-c", "cd '\(folder)' && \(command)"], output: .discarded,
            error: .string(limit: 10_000))
        #expect(result.terminationStatus.isSuccess, "\(command): \(result.standardError)")
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: target.appending(name).string, encoding: .utf8)
    }

    /// Everything that was unpacked, sorted: names with modes or targets.
    func list() throws -> [String] {
        try (["."] + FileManager.default.subpathsOfDirectory(atPath: target.string).map { "./\($0)" }).map { name in
            let path = target.appending(name).string
            var status = stat()
            guard lstat(path, &status) == 0 else { throw Errno(rawValue: errno) }
            if status.st_mode & S_IFMT == S_IFLNK {
                return "\(name) -> \(try FileManager.default.destinationOfSymbolicLink(atPath: path))"
            }
            return "\(name) \(String(status.st_mode & 0o7777, radix: 8))"
        }.sorted()
    }
}

/// A bench that is removed at the end.
func inBench(_ body: (UnpackingBench) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
        try folder.appending("source").makeFolders()
        try await body(UnpackingBench(folder: folder))
    }
}
