import Conformance
import Testing

@testable import Archive

/// Header arithmetic, without the data that goes with it.
@Suite struct TarHeaderTests {
    private func entry(_ path: ByteString, _ type: TarHeader.EntryType, size: Int64) async throws -> TarEntry {
        let header = TarHeader.blocks(path: path, type: type, mode: 0o444, size: size)
        #expect(header.count % TarHeader.blockSize == 0)
        var reader = TarReader(pieces(of: header))
        return try #require(try await reader.next())
    }

    /// Eleven octal digits end at 8 GiB.
    @Test(
        arguments: [
            (0, false), (1, false), (8_589_934_591, false), (8_589_934_592, true), (1 << 50, true),
        ] as [(Int64, Bool)])
    func sizesAreKept(size: Int64, needsPax: Bool) async throws {
        let entry = try await entry("a", .file, size: size)
        #expect(entry.size == size)
        #expect(entry.isExtended == needsPax)
    }

    @Test(
        arguments: [(0, 0), (1, 511), (511, 1), (512, 0), (513, 511), (9 << 30, 0), ((9 << 30) + 5, 507)]
            as [(Int64, Int)])
    func paddingFillsTheBlock(size: Int64, padding: Int) {
        #expect(TarHeader.padding(after: size) == padding)
    }

    /// Where a path of these component lengths goes: ustar holds 155 bytes, a slash and 100 bytes.
    @Test(arguments: [
        ([100], false), ([101], true), ([155, 100], false), ([156, 100], true), ([155, 101], true), ([50, 50], false),
        ([54, 100, 100], false), ([55, 100, 100], true), ([10, 155, 100], true),
    ])
    func pathsAreKept(lengths: [Int], needsPax: Bool) async throws {
        let path = ByteString(lengths.map { String(repeating: "p", count: $0) }.joined(separator: "/"))
        let entry = try await entry(path, .file, size: 0)
        #expect(entry.path == path)
        #expect(entry.isExtended == needsPax)
    }

    /// A directory's slash needs a byte, too, and is never where a path is split.
    @Test(arguments: [([99], false), ([100], true), ([155, 99], false), ([155, 100], true)])
    func directoriesAreKept(lengths: [Int], needsPax: Bool) async throws {
        let path = ByteString(lengths.map { String(repeating: "p", count: $0) }.joined(separator: "/"))
        let entry = try await entry(path, .directory, size: 0)
        #expect(entry.path == path && entry.kind == .directory)
        #expect(entry.isExtended == needsPax)
    }

    @Test(arguments: [(100, false), (101, true), (4000, true)])
    func linkTargetsAreKept(length: Int, needsPax: Bool) async throws {
        let target = ByteString(repeatElement(UInt8(ascii: "t"), count: length))
        let entry = try await entry("a", .symlink(target: target), size: 0)
        #expect(entry.kind == .symlink(target: target))
        #expect(entry.isExtended == needsPax)
    }

    /// The length of a record counts its own digits, which may carry over.
    @Test(arguments: 1...1200)
    func recordLengthsCountThemselves(length: Int) throws {
        var records = PaxRecords()
        records.add("path", ByteString(repeatElement(UInt8(ascii: "p"), count: length)))
        let digits = records.bytes.prefix { $0 != 32 }
        #expect(Int(String(decoding: digits, as: UTF8.self)) == records.bytes.count)
    }

    @Test func valuesThatAreNotUTF8AreMarked() {
        var records = PaxRecords()
        records.add("path", ByteString([0xff]))
        #expect(records.bytes.starts(with: "21 hdrcharset=BINARY\n".utf8))
    }
}
