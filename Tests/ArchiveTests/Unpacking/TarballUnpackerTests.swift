import Archive
import Conformance
import Glibc
import Subprocess
import SystemPackage
import Testing

/// What comes out of good tarballs.
@Suite struct TarballUnpackerTests {
    @Test func `Files, folders and links come out below the folder at the top, with plain modes`() async throws {
        try await inBench { bench in
            try await bench.unpack([
                .directory("top", mode: 0o700), .directory("top/lib", mode: 0o777),
                .file("top/lib/a", mode: 0o600, contents: "hello"), .file("top/run", mode: 0o4711, contents: "run"),
                .symlink("top/link", "lib/a"), .symlink("top/lib/up", "../run"), .symlink("top/lib/dangling", "none"),
                TestTar.Entry(path: "top/again", flag: "1", target: "top/run"),
                .file("top/made/without/folders", contents: "x"),
            ])
            #expect(
                try bench.list() == [
                    ". 755", "./again 755", "./lib 755", "./lib/a 644", "./lib/dangling -> none", "./lib/up -> ../run",
                    "./link -> lib/a", "./made 755", "./made/without 755", "./made/without/folders 644", "./run 755",
                ])
            #expect(try bench.read("lib/a") == "hello")
            #expect(try bench.read("again") == "run")
        }
    }

    @Test func `Times are not kept, and ./ in front of names is nothing`() async throws {
        try await inBench { bench in
            try await bench.unpack([.directory("."), .directory("./top"), .file("./top/a")])
            var status = stat()
            #expect(stat(bench.target.appending("a").string, &status) == 0)
            #expect(status.st_mtim.tv_sec > 1_000_000)
        }
    }

    @Test(
        .requires("xz", "zstd", "bzip2", package: "xz-utils zstd bzip2"),
        arguments: ["gzip", "xz", "zstd", "bzip2", "cat"])
    func `Each compression is understood`(compressor: String) async throws {
        try await inBench { bench in
            try await bench.run("mkdir -p set/sub && echo 1 > set/default.nix && seq 50000 > set/sub/numbers")
            try await bench.run("tar -c set | \(compressor) > tarball")
            try await bench.unpack()
            #expect(try bench.read("default.nix") == "1\n")
            #expect(try bench.read("sub/numbers").hasSuffix("\n50000\n"))
        }
    }

    @Test(
        .requires("bsdtar", package: "libarchive-tools"),
        arguments: [
            "tar --format=gnu", "tar --format=pax", "tar --format=ustar", "bsdtar --format=pax",
            "bsdtar --format=gnutar",
        ])
    func `Long names, names in any script and names that are no text come out right`(tar: String) async throws {
        try await inBench { bench in
            let folders = (0..<4).map { "folder-\($0)-" + String(repeating: "x", count: 20) }.joined(separator: "/")
            try await bench.run("mkdir -p 'set/\(folders)' && echo long > 'set/\(folders)/name'")
            try await bench.run("echo ü > 'set/Grüße-日本'")
            let isText = tar.hasSuffix("pax")
            if !isText { try await bench.run("echo raw > set/\"$(printf 'a\\377b')\"") }
            try await bench.run("LC_ALL=C.UTF-8 \(tar) -cf tarball set")
            try await bench.unpack()
            try await bench.run("diff -r set source")
        }
    }

    @Test(.requires("git")) func `A long name of git's archives is right`() async throws {
        try await inBench { bench in
            let name = (0..<6).map { "f\($0)" + String(repeating: "y", count: 40) }.joined(separator: "/")
            try await bench.run("mkdir -p \"$(dirname 'r/\(name)')\" && echo x > 'r/\(name)' && ln -s f0 r/l")
            try await bench.run(
                "git -C r init -q && git -C r add . && git -C r -c user.name=a -c user.email=a@b "
                    + "commit -qm 1 && git -C r archive --prefix=r-1/ -o ../tarball HEAD && rm -rf r/.git")
            try await bench.unpack()
            try await bench.run("diff -r --no-dereference r source")
        }
    }

    @Test func `A sparse file has its zeros`() async throws {
        try await inBench { bench in
            try await bench.run("mkdir set && truncate -s 3M set/file && printf end >> set/file")
            try await bench.run("tar -S --format=pax -cf tarball set")
            try await bench.unpack()
            try await bench.run("cmp set/file source/file")
        }
    }

    @Test func `Cancelling stops it`() async throws {
        try await inBench { bench in
            try bench.write(TestTar.bytes((0..<2000).map { .file("top/\($0)") }))
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await TarballUnpacker.unpack(bench.tarball, into: bench.target, limits: bench.limits)
            }
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func `Unpacking leaves the process's character set alone`() async throws {
        try await inBench { bench in
            try await bench.unpack([.file("top/a")])
            #expect(String(cString: setlocale(LC_CTYPE, nil)) == "C")
        }
    }
}
