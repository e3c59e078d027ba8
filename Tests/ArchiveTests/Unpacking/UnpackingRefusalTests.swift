import Archive
import Conformance
import Glibc
import SystemPackage
import Testing

/// Tarballs that want something else than to be unpacked: each is refused by its own error, and nothing lies outside.
@Suite struct UnpackingRefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let entries: [TestTar.Entry]
        let error: UnpackingError
        var testDescription: String { name }

        init(_ name: String, _ entries: [TestTar.Entry], _ error: UnpackingError) {
            (self.name, self.entries, self.error) = (name, entries, error)
        }
    }

    private static func hardLink(_ path: String, _ target: String) -> TestTar.Entry {
        TestTar.Entry(path: path, flag: "1", target: target)
    }

    static let names = [
        Case("absolute", [.file("/etc/evil")], .absoluteName("/etc/evil")),
        Case("parent", [.file("top/../../evil")], .nameLeaves("top/../../evil")),
        Case("parent that stays inside", [.file("top/a/../b")], .nameLeaves("top/a/../b")),
        Case("top is a parent", [.file("../evil")], .nameLeaves("../evil")),
        Case("two folders", [.file("top/a"), .file("other/b")], .noSingleFolder("other/b")),
        Case("a file at the top", [.file("top")], .noSingleFolder("top")),
        Case("a file beside the top", [.file("top/a"), .file("b")], .noSingleFolder("b")),
        Case("nothing", [], .noSingleFolder("")),
        Case("only ./", [.directory(".")], .noSingleFolder("")),
        Case("file twice", [.file("top/a"), .file("top/a")], .duplicate("top/a")),
        Case("file twice by another spelling", [.file("top/a"), .file("top/./a")], .duplicate("top/./a")),
        Case("file over folder", [.directory("top/a"), .file("top/a")], .duplicate("top/a")),
        Case("folder over file", [.file("top/a"), .directory("top/a")], .throughLink("top/a/")),
        Case("file in file", [.file("top/a"), .file("top/a/b")], .throughLink("top/a/b")),
    ]

    static let links = [
        Case("absolute target", [.symlink("top/l", "/etc")], .linkLeaves("top/l", target: "/etc")),
        Case("leaves", [.symlink("top/l", "..")], .linkLeaves("top/l", target: "..")),
        Case("leaves later", [.symlink("top/a/l", "../../x")], .linkLeaves("top/a/l", target: "../../x")),
        Case("leaves by detour", [.symlink("top/l", "a/../../x")], .linkLeaves("top/l", target: "a/../../x")),
        Case(
            "leaves through another link",
            [.directory("top/d"), .symlink("top/d/up", ".."), .symlink("top/l", "d/up/..")],
            .linkLeaves("top/l", target: "d/up/..")),
        Case("no target", [.symlink("top/l", "")], .damaged("a link has no target")),
        Case("the top is a link", [.symlink("top", "etc")], .linkLeaves("top", target: "etc")),
        Case(
            "through a link", [.directory("top/d"), .symlink("top/l", "d"), .file("top/l/a")], .throughLink("top/l/a")),
        Case("link over folder", [.directory("top/a"), .symlink("top/a", "b")], .duplicate("top/a")),
        Case("link over link", [.symlink("top/a", "b"), .symlink("top/a", "c")], .duplicate("top/a")),
        Case("file over link", [.symlink("top/a", "b"), .file("top/a")], .duplicate("top/a")),
        Case("hard link outside", [hardLink("top/a", "../../etc/passwd")], .nameLeaves("../../etc/passwd")),
        Case("absolute hard link", [hardLink("top/a", "/etc/passwd")], .absoluteName("/etc/passwd")),
        Case(
            "hard link to nothing", [.directory("top"), hardLink("top/a", "top/b")], .hardLink("top/a", target: "top/b")
        ),
        Case(
            "hard link to another top", [.directory("top"), hardLink("top/a", "etc/b")],
            .noSingleFolder("etc/b")),
        Case(
            "hard link to a link", [.symlink("top/l", "x"), hardLink("top/a", "top/l")],
            .hardLink("top/a", target: "top/l")),
        Case(
            "hard link through a link", [.file("top/d/f"), .symlink("top/l", "d"), hardLink("top/a", "top/l/f")],
            .hardLink("top/a", target: "top/l/f")),
    ]

    static let kinds = ["3", "4", "6"].map { flag in
        Case("kind \(flag)", [TestTar.Entry(path: "top/x", flag: flag)], .unsupportedKind("top/x"))
    }

    @Test(arguments: names + links + kinds)
    func `It is refused`(refused: Case) async throws {
        try await inBench { bench in
            await #expect(throws: refused.error) { try await bench.unpack(refused.entries) }
            let left = try contents(of: bench.folder)
            #expect(left == ["source", "tarball"])
            #expect("\(refused.error)".count > 10)
        }
    }

    @Test func `Too many entries are refused, and too many bytes before they are written`() async throws {
        try await inBench { bench in
            var bench = bench
            bench.limits = UnpackingLimits(bytes: 1000, files: 3)
            await #expect(throws: UnpackingError.tooManyFiles(limit: 3)) {
                try await bench.unpack((0..<4).map { .file("top/\($0)") })
            }
            removeTree(bench.target)
            try bench.target.makeFolders()
            let two = ["a", "b"].map { TestTar.Entry.file("top/\($0)", contents: String(repeating: "x", count: 501)) }
            await #expect(throws: UnpackingError.tooManyBytes(limit: 1000)) { try await bench.unpack(two) }
            #expect(try contents(of: bench.target) == ["a"])
        }
    }

    @Test func `A size that is only declared counts`() async throws {
        try await inBench { bench in
            var entry = TestTar.Entry.file("top/huge")
            entry.declaredSize = 0o77_777_777_777
            await #expect(throws: UnpackingError.tooManyBytes(limit: bench.limits.bytes)) {
                try await bench.unpack([entry])
            }
        }
    }

    @Test func `A bomb of zeros ends at the limit`() async throws {
        try await inBench { bench in
            try await bench.run(
                "mkdir set && truncate -s 200M set/zeros && tar -c set | gzip -1 > tarball && rm -r set")
            await #expect(throws: UnpackingError.tooManyBytes(limit: bench.limits.bytes)) { try await bench.unpack() }
        }
    }

    @Test(
        .requires("xz", "zstd", "bzip2", package: "xz-utils zstd bzip2"),
        arguments: ["cat", "gzip", "xz", "zstd", "bzip2"])
    func `What is cut short is refused, wherever it is cut`(compressor: String) async throws {
        try await inBench { bench in
            try await bench.run(
                "mkdir set && for n in 1 2 3; do seq 3000 > set/$n; done; tar -c set | \(compressor) > whole")
            // In the middle; and at the end, where a compressed stream has its checksum (a plain tar has only zeros there).
            for kept in compressor == "cat" ? ["/ 2"] : ["/ 2", "- 10"] {
                removeTree(bench.target)
                try bench.target.makeFolders()
                try await bench.run("head -c $(($(stat -c %s whole) \(kept))) whole > tarball")
                try await refusesAsDamaged(bench)
            }
        }
    }

    @Test func `A plain tar without its end mark is refused`() async throws {
        try await inBench { bench in
            for kept in [512, 1024, 1536] {
                removeTree(bench.target)
                try bench.target.makeFolders()
                let bytes = TestTar.bytes([.directory("top"), .file("top/a")])
                try bench.write(Array(bytes.prefix(kept)))
                try await refusesAsDamaged(bench)
            }
        }
    }

    @Test(arguments: ["<html>not found</html>", "", "PK\u{3}\u{4}zip"])
    func `What is no tarball is refused`(text: String) async throws {
        try await inBench { bench in
            try bench.write(Array(text.utf8))
            await #expect(throws: UnpackingError.self) { try await bench.unpack() }
        }
    }

    @Test func `A wrong byte in gzip's data is refused, also where only the checksum shows it`() async throws {
        try await inBench { bench in
            // Stored blocks: any byte of the contents can change without another sign.
            let tar = TestTar.bytes([.directory("top"), .file("top/a", contents: String(repeating: "x", count: 5000))])
            var bytes = StoredGzip.bytes(tar)
            try bench.write(bytes)
            try await bench.unpack()
            let index = try #require(bytes.firstIndex(of: UInt8(ascii: "x")))
            bytes[index + 20] = UInt8(ascii: "y")
            removeTree(bench.target)
            try bench.target.makeFolders()
            try bench.write(bytes)
            try await refusesAsDamaged(bench)
        }
    }

    @Test(
        .requires("xz", "zstd", "bzip2", package: "xz-utils zstd bzip2"),
        arguments: ["gzip -n", "xz", "zstd --check", "bzip2"])
    func `Wrong bytes in compressed data are refused`(compressor: String) async throws {
        try await inBench { bench in
            try await bench.run("mkdir set && seq 30000 > set/a && tar -c set | \(compressor) > tarball && rm -r set")
            try await bench.run(
                "printf '\\125\\252\\125' | dd of=tarball bs=1 conv=notrunc seek=$(($(stat -c %s tarball) / 2))")
            try await refusesAsDamaged(bench)
        }
    }

    /// POSIX has UTF-8 there; GNU tar writes whatever the name is.
    @Test func `A name that is no text in a pax header is refused, since it would come out changed`() async throws {
        try await inBench { bench in
            try await bench.run("mkdir set && echo raw > set/\"$(printf 'a\\377b')\"")
            try await bench.run("tar --format=pax -cf tarball set")
            try await refusesAsDamaged(bench)
        }
    }

    @Test(arguments: [String(repeating: "d/", count: 200) + "a", String(repeating: "n", count: 300)])
    func `Names too deep or too long are refused`(name: String) async throws {
        try await inBench { bench in
            let long = Array("top/\(name)\0".utf8)
            let header = TestTar.Entry(path: "././@LongLink", flag: "L", contents: long)
            await #expect(throws: UnpackingError.invalidName(ByteString("top/\(name)"))) {
                try await bench.unpack([header, .file("top/short")])
            }
        }
    }

    private func refusesAsDamaged(_ bench: UnpackingBench) async throws {
        await #expect {
            try await bench.unpack()
        } throws: { error in
            if case .damaged = error as? UnpackingError { true } else { false }
        }
    }

    private func contents(of folder: FilePath) throws -> [String] {
        var names: [String] = []
        let stream = try #require(opendir(folder.string))
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
