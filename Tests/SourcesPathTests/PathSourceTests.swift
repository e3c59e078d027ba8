import Conformance
import Host
import Logging
import Nix
import OCI
import SourcesPath
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct PathSourceTests {
    private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    @Test func keepsTheLawsOfPackageSources() async throws {
        try await withTemporaryFolder { folder in
            try folder.appending("default.nix").write("{ }: { }")
            try run("touch -d '2001-01-01' default.nix", in: folder)
            try await PackageSourceConformance(
                source: PathSource(path: folder), unknown: nil,
                change: { try folder.appending("extra.nix").write("1") },
                breakSource: { removeTree(folder) }
            ).check()
        }
    }

    /// Every fact of a folder that Nix could see moves the revision.
    @Test(arguments: [
        "echo y > a", "echo yy > sub/b", "rm a", "touch new", "mv a c", "chmod +x a", "ln -sfn other link",
        "touch -d '2001-01-01 00:00:00.5' a", "mkdir empty", "printf 'x' > sub/\"$(printf '\\377')\"",
        "ln -s a resulting && rm resulting && mkdir result",
    ])
    func seesChange(command: String) async throws {
        try await inSampleFolder { folder, source in
            let before = try await revision(of: source)
            try run(command, in: folder)
            #expect(try await revision(of: source) != before, "after '\(command)'")
        }
    }

    /// What Nix builds beside the set, and git's own files, do not.
    @Test(arguments: ["ln -s /nix/store/x result", "ln -s x result-dev", "mkdir .git && touch .git/index"])
    func ignoresChange(command: String) async throws {
        try await inSampleFolder { folder, source in
            let before = try await revision(of: source)
            try run(command, in: folder)
            #expect(try await revision(of: source) == before, "after '\(command)'")
        }
    }

    @Test func pinnedPackagesNoticeALaterChange() async throws {
        try await inSampleFolder { folder, source in
            let pinned = try await source.resolve(.latest, logger: logger)
            #expect(try await pinned.isUnchanged())
            try run("echo '{ }: { a = 1; }' > default.nix", in: folder)
            #expect(try await !pinned.isUnchanged())
        }
    }

    /// Its next change could keep time and size.
    @Test func aFileWrittenThisInstantIsNotSettled() async throws {
        try await withTemporaryFolder { folder in
            let source = PathSource(path: folder)
            // The clock of file times moves in steps of some milliseconds: one of some tries falls into one step.
            var settled: [Bool] = []
            for _ in 0..<1000 where !settled.contains(false) {
                try folder.appending("default.nix").write("{ }: { }")
                settled.append(try await source.resolve(.latest, logger: logger).isUnchanged())
            }
            #expect(settled.contains(false))
        }
    }

    @Test func aFileDatedInTheFutureIsSettled() async throws {
        try await inSampleFolder { folder, source in
            try run("touch -d '2101-01-01' default.nix", in: folder)
            #expect(try await source.resolve(.latest, logger: logger).isUnchanged())
        }
    }

    @Test func readsTheCommitAsText() async throws {
        let commit = "0123456789abcdef0123456789abcdef01234567"
        try await inSampleFolder { folder, source in
            try folder.appending(".git/HEAD").write("ref: refs/heads/main\n")
            try folder.appending(".git/refs/heads/main").write(commit + "\n")
            #expect(try await source.resolve(.latest, logger: logger).displayRevision == commit)
            try folder.appending(".git/HEAD").write("ref: ../../../../etc/passwd\n")
            #expect(try await source.resolve(.latest, logger: logger).displayRevision.count == 12)
        }
    }

    @Test func aFileIsImportedFromItsFolder() async throws {
        try await inSampleFolder { folder, _ in
            try folder.appending("set.nix").write("{ }: { }")
            try run("ln -s set.nix link.nix && touch -d '2001-01-01' set.nix", in: folder)
            let pinned = try await PathSource(path: folder.appending("link.nix")).resolve(.latest, logger: logger)
            let files = try await pinned.files(logger)
            #expect(files.importPath.lastComponent == "set.nix")
            #expect(files.root == files.importPath.removingLastComponent())
        }
    }

    @Test func evaluationOptionsArePartOfTheRevision() async throws {
        try await inSampleFolder { folder, source in
            var options = EvaluationOptions()
            options.arguments = ["a": "1"]
            let other = PathSource(path: folder, evaluation: options)
            let revisions = (try await revision(of: source), try await revision(of: other))
            #expect(revisions.0 != revisions.1)
        }
    }

    @Test func sayWhatIsWrongWithAPath() async throws {
        try await withTemporaryFolder { folder in
            await #expect(throws: SourceError.self) {
                try await PathSource(path: folder.appending("absent")).resolve(.latest, logger: logger)
            }
            await #expect {
                try await PathSource(path: folder).resolve(.latest, logger: logger)
            } throws: { "\($0)".contains("default.nix") }
        }
    }

    private func inSampleFolder(_ body: (FilePath, PathSource) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try folder.appending("default.nix").write("{ }: { }")
            try folder.appending("a").write("x\n")
            try folder.appending("sub/b").write("x\n")
            try run("ln -s target link; touch -h -d '2001-01-01' default.nix a sub/b link", in: folder)
            try await body(folder, PathSource(path: folder))
        }
    }

    private func revision(of source: PathSource) async throws -> String {
        try await source.resolve(.latest, logger: logger).revision
    }

    private func run(_ command: String, in folder: FilePath) throws {
        let status = system("cd '\(folder)' && \(command)")
        #expect(status == 0, "'\(command)' failed")
    }
}
