import Conformance
import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

@testable import Archive

/// What programs that are not ours read in headers of files that are too large for a test: the data is a hole.
@Suite struct ForeignHeaderTests {
    @Test(
        .requires("tar"), .requires("bsdtar", package: "libarchive-tools"), arguments: ["tar", "bsdtar"],
        [8_589_934_591, 8_589_934_592, 9_663_676_416] as [Int64])
    func sizesOf8GiBAndMoreAreRead(program: String, size: Int64) async throws {
        let store = try TestStore()
        let big = TarHeader.blocks(path: "big", type: .file, mode: 0o444, size: size)
        let next = TarHeader.blocks(path: "next", type: .file, mode: 0o444)
        let start = Int64(big.count) + size + Int64(TarHeader.padding(after: size))
        let archive = try FileDescriptor.open(
            store.root.appending("archive"), .readWrite, options: .create, permissions: .ownerReadWrite)
        try archive.closeAfter {
            try archive.writeAll(big)
            try archive.writeAll(toAbsoluteOffset: start, next + [UInt8](repeating: 0, count: 1024))
        }
        let listing = try await run(
            .name(program), arguments: ["-tvf", store.root.appending("archive").string],
            environment: .inherit.updating(["LC_ALL": "C", "TZ": "UTC"]), output: .string(limit: 10_000))
        #expect(listing.terminationStatus.isSuccess)
        let lines = listing.standardOutput.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.contains(" \(size) ") == true)
        #expect(lines.last?.hasSuffix(" next") == true)
    }
}
