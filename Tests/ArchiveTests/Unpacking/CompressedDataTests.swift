import Conformance
import FoundationEssentials
import SystemPackage
import Testing

@testable import Archive

@Suite(.requires("gzip", "xz", "zstd", "bzip2", package: "gzip xz-utils zstd bzip2"))
struct CompressedDataTests {
    private static let text = Array((0..<40_000).map { "line \($0)\n" }.joined().utf8)

    private func compressed(by program: String, in folder: FilePath) async throws -> [UInt8] {
        try folder.appending("plain").write(String(decoding: Self.text, as: UTF8.self))
        try await ServerProcess.shell("\(program) <plain >compressed", in: folder)
        return Array(try Data(contentsOf: URL(filePath: folder.appending("compressed").string)))
    }

    @Test(arguments: ["gzip", "xz", "zstd", "bzip2", "cat"])
    func `What a program compressed is read, within the limit`(program: String) async throws {
        try await withTemporaryFolder { folder in
            let data = try await compressed(by: program, in: folder)
            #expect(try CompressedData.decompress(data, maximumBytes: Self.text.count) == Self.text)
            #expect(throws: UnpackingError.tooManyBytes(limit: Int64(Self.text.count - 1))) {
                try CompressedData.decompress(data, maximumBytes: Self.text.count - 1)
            }
        }
    }

    @Test(arguments: ["gzip", "xz", "zstd", "bzip2"])
    func `What was cut off is damaged`(program: String) async throws {
        try await withTemporaryFolder { folder in
            let data = try await compressed(by: program, in: folder)
            for count in [20, data.count / 2, data.count - 1] {
                #expect(throws: UnpackingError.self, "\(count) of \(data.count) bytes") {
                    try CompressedData.decompress(Array(data.prefix(count)), maximumBytes: 1 << 24)
                }
            }
        }
    }

    @Test func `A wrong checksum in gzip is damage`() async throws {
        try await withTemporaryFolder { folder in
            var data = try await compressed(by: "gzip", in: folder)
            data[data.count - 6] ^= 1
            #expect(throws: UnpackingError.self) { try CompressedData.decompress(data, maximumBytes: 1 << 24) }
        }
    }

    @Test func `Nothing is nothing`() throws {
        #expect(try CompressedData.decompress([], maximumBytes: 0) == [])
    }

    @Test func `Members that we write are what gzip reads`() async throws {
        try await withTemporaryFolder { folder in
            let halves = [Self.text.prefix(1000), Self.text.dropFirst(1000)].map { Array($0) }
            let data = try halves.flatMap(GzipMember.compress)
            #expect(try CompressedData.decompress(data, maximumBytes: Self.text.count) == Self.text)
            try Data(data).write(to: URL(filePath: folder.appending("ours.gz").string))
            let output = try await ServerProcess.shell("gzip -dc ours.gz", in: folder)
            #expect(Array(output.utf8) == Self.text)
        }
    }
}
