import Conformance
import FoundationEssentials
import Host
import Logging
import OCI
import SourcesGit
import Synchronization
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// What a commit's files are on disk.
@Suite(.requires("git")) struct CheckoutTests {
    @Test func `modes, links and content are those of the commit, whatever attributes say`() async throws {
        try await GitBench.run { bench in
            try await bench.git(
                """
                printf '* text eol=crlf ident export-subst\\n' > .gitattributes; printf 'a\\nb $Id$\\n' > text
                echo run > run; chmod +x run; ln -s ../outside link; ln -s text inner; mkdir -p a/b/c; echo x > a/b/c/x
                printf 'x' > $'odd \\xff name'; : > empty; git add .; git -c core.autocrlf=false commit -qm all
                """)
            let root = try await bench.source().files().root
            #expect(root.lastComponent == "source")
            #expect(try text(root, "text") == "a\nb $Id$\n")
            #expect(try text(root, "empty").isEmpty)
            #expect(mode(root, "text") == 0o100444)
            #expect(mode(root, "run") == 0o100555)
            #expect(mode(root, "a/b") == 0o040755)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(root)/link") == "../outside")
            #expect(try await bench.git("find . -mindepth 1 | wc -l", in: root) == "12")
        }
    }

    @Test func `unchanged files are those of the previous checkout`() async throws {
        try await GitBench.run { bench in
            try await bench.git(
                """
                mkdir -p same/deep changed; echo 1 > same/one; ln -s one same/link; echo 2 > same/deep/two; echo x > same/run
                chmod +x same/run; echo 3 > changed/three; echo 4 > changed/four; echo 5 > mode; mkdir swap; echo 6 > swap/six
                git add .; git commit -qm first
                """)
            let source = bench.source()
            let old = try await source.files().root
            try await bench.git(
                "echo 33 > changed/three; chmod +x mode; echo new > new; git rm -qr swap; echo file > swap; git add .; git commit -qm second"
            )
            let new = try await source.files().root
            for name in ["same/one", "same/deep/two", "same/run", "changed/four"] {
                #expect(file(old, name) == file(new, name), "\(name)")
            }
            for name in ["changed/three", "mode"] { #expect(file(old, name) != file(new, name), "\(name)") }
            #expect(try text(new, "changed/three") == "33\n")
            #expect(try text(old, "changed/three") == "3\n")
            #expect(mode(new, "mode") == 0o100555)
            #expect(mode(old, "mode") == 0o100444)
            #expect(try text(new, "swap") == "file\n")
            try await bench.git("mkdir ../plain; git archive HEAD | tar -x -C ../plain; diff -r ../plain \(new)")
        }
    }

    @Test func `nothing is linked across sources`() async throws {
        try await GitBench.run { bench in
            let one = try await bench.source { $0.name = "one" }.files().root
            try await bench.git("git commit -q --allow-empty -m second")
            let two = try await bench.source { $0.name = "two" }.files().root
            #expect(file(one, "default.nix") != file(two, "default.nix"))
        }
    }

    @Test func `a repository of this machine is read where it is, and copied nowhere`() async throws {
        try await GitBench.run { bench in
            let root = try await bench.localSource().files().root
            #expect(try text(root, "default.nix") == "{ }: { }\n")
            #expect(!FileManager.default.fileExists(atPath: bench.state.appending("mirrors").string))
            #expect(bench.connections() == 0)
        }
    }

    @Test func `a bare repository, file addresses and other people's repositories are read too`() async throws {
        try await GitBench.run { bench in
            try await bench.git("git clone -q --bare . ../bare.git; chown -R 65534 ../bare.git")
            let bare = bench.repository.removingLastComponent().appending("bare.git")
            for url in [bare.string, "file://\(bare)"] {
                #expect(try await bench.localSource { $0.url = url }.commit("main") == bench.commit())
            }
        }
    }

    @Test func `neither the user's nor the system's git settings apply`() async throws {
        try await GitBench.run { bench in
            try bench.folder.appending(".gitconfig").write(
                "[url \"https://127.0.0.1:1/\"]\n insteadOf = ssh://\n[core]\n autocrlf = true\n[nonsense\n")
            let root = try await bench.source().files().root
            #expect(try text(root, "default.nix") == "{ }: { }\n")
        }
    }

    @Test func `Git LFS pointers stay, with one line in the log`() async throws {
        try await GitBench.run { bench in
            try await bench.git(
                """
                for i in 1 2; do printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:0\\nsize 1\\n' > big$i; done
                git add .; git commit -qm lfs
                """)
            let log = LogLines()
            let source = bench.source()
            let pin = try await source.pin(.latest, logger: GitBench.logger)
            let logger = Logger(label: "test") { label in
                JSONLogHandler(label: label) { line in
                    log.lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
                }
            }
            let root = try await source.packages(at: pin).files(logger).root
            #expect(try text(root, "big1").hasPrefix("version https://git-lfs"))
            #expect(log.lines.withLock { $0.count { $0.contains("LFS") } } == 1)
        }
    }

    /// Trees that git itself would not make.
    @Test(arguments: ["..", ".", ".git", ".GIT", "a/b"])
    func `names that would leave the folder are refused`(name: String) async throws {
        try await GitBench.run { bench in
            try await bench.git(
                """
                blob=$(echo x | git hash-object -w --stdin | sed 's/../\\\\x&/g')
                tree=$(printf "100644 \(name)\\0$blob" | git hash-object -t tree --literally -w --stdin)
                git update-ref refs/heads/main $(git commit-tree -m bad $tree)
                """)
            let source = bench.localSource()
            let error = await #expect(throws: SourceError.self) { _ = try await source.files("main") }
            #expect("\(try #require(error))".contains("refused"))
        }
    }

    @Test func `a link and a folder of one name are refused`() async throws {
        try await GitBench.run { bench in
            try await bench.git(
                """
                raw() { sed 's/../\\\\x&/g'; }
                link=$(printf /tmp | git hash-object -w --stdin | raw); blob=$(echo x | git hash-object -w --stdin | raw)
                inner=$(printf "100644 escaped\\0$blob" | git hash-object -t tree --literally -w --stdin | raw)
                tree=$(printf "120000 a\\0${link}40000 a\\0$inner" | git hash-object -t tree --literally -w --stdin)
                git update-ref refs/heads/main $(git commit-tree -m bad $tree)
                """)
            await #expect(throws: SourceError.self) { _ = try await bench.localSource().files("main") }
            #expect(!FileManager.default.fileExists(atPath: "/tmp/escaped"))
        }
    }

    @Test func `a small commit that unfolds into a huge tree ends early`() async throws {
        try await GitBench.run { bench in
            try await bench.git(
                """
                head -c 100000 /dev/zero > file; tree=$(git hash-object -w file); entries="100644 blob $tree"
                object="100644 blob $tree"
                for level in $(seq 8); do
                  object="040000 tree $(for i in 0 1 2 3 4 5 6 7 8 9; do printf '%s\\tn%s\\n' "$object" $i; done | git mktree)"
                done
                git update-ref refs/heads/main $(git commit-tree -m bomb ${object##* })
                """)
            let source = bench.localSource { $0.maximumCheckouts = 1 << 20 }
            let error = await #expect(throws: SourceError.self) { _ = try await source.files("main") }
            #expect("\(try #require(error))".contains("MiB of files"))
        }
    }

    private func text(_ root: FilePath, _ name: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(name)", encoding: .utf8)
    }

    private func mode(_ root: FilePath, _ name: String) -> mode_t { status(root, name).st_mode }

    private func file(_ root: FilePath, _ name: String) -> ino_t { status(root, name).st_ino }

    private func status(_ root: FilePath, _ name: String) -> stat {
        var status = stat()
        lstat("\(root)/\(name)", &status)
        return status
    }
}

/// Lines that were logged.
private final class LogLines: Sendable {
    let lines = Mutex<[String]>([])
}
