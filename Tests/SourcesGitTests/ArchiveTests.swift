import Conformance
import FoundationEssentials
import Host
import OCI
import SystemPackage
import Testing

@testable import SourcesGit

/// Commits that come as a server's archives.
@Suite(.requires("git")) struct ArchiveTests {
    @Test(arguments: [
        ("https://github.com/o/r.git", "https://github.com/o/r/archive/{commit}.tar.gz"),
        ("https://gitlab.com/g/s/r", "https://gitlab.com/g/s/r/-/archive/{commit}/r-{commit}.tar.gz"),
        ("https://codeberg.org/o/r/", "https://codeberg.org/o/r/archive/{commit}.tar.gz"),
        ("https://bitbucket.org/o/r", "https://bitbucket.org/o/r/get/{commit}.tar.gz"),
        ("https://git.sr.ht/~o/r", "https://git.sr.ht/~o/r/archive/{commit}.tar.gz"),
        ("https://git.example.com/o/r", nil), ("https://github.com:8443/o/r", nil), ("git@github.com:o/r", nil),
    ])
    func `the archives of the big public forges are known`(url: String, template: String?) throws {
        #expect(try ArchiveTemplate.builtIn(for: GitRemote(url)) == template)
    }

    @Test func `a commit is its archive's content, and no copy of the repository is kept`() async throws {
        try await GitBench.run { bench in
            let commit = try await bench.commit()
            try await bench.git("git archive --prefix=r-\(commit)/ -o ../\(commit).tar.gz HEAD")
            let source = bench.source { configuration in
                configuration.archiveURL = "file://\(bench.repository.removingLastComponent())/{commit}.tar.gz"
            }
            let root = try await source.files("main").root
            #expect(root.lastComponent == "source")
            #expect(try String(contentsOfFile: "\(root)/default.nix", encoding: .utf8) == "{ }: { }\n")
            #expect(!FileManager.default.fileExists(atPath: bench.state.appending("mirrors").string))
            try await bench.git("git commit -q --allow-empty -m second")
            let error = await #expect(throws: SourceError.self) { _ = try await source.files("main") }
            guard case .unavailable = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a commit that the server has no archive of is unknown`() async throws {
        try await GitBench.run { bench in
            let source = bench.source { configuration in
                configuration.commits = .any
                configuration.archiveURL = "file://\(bench.repository.removingLastComponent())/{commit}.tar.gz"
            }
            let commit = String(repeating: "a", count: 40)
            let unknown = SourceError.unknownTag(try Tag(commit), near: [])
            await #expect(throws: unknown) {
                _ = try await source.files(commit)
            }
        }
    }

    @Test(arguments: [nil, "https://server/archive.tar.gz"])
    func `an address that cannot be is said`(template: String?) async throws {
        try await GitBench.run { bench in
            let source = bench.source { configuration in
                configuration.fetch = .archive
                configuration.archiveURL = template
            }
            let error = await #expect(throws: SourceError.self) { _ = try await source.files("main") }
            #expect(error?.description.contains("archiveURL") == true)
        }
    }

    /// Files and folders that are configured, and are not in the repository or not inside of it.
    @Test(
        arguments: [
            ("sub", nil, "default.nix"), ("absent", nil, "absent"), (nil, "absent.nix", "absent.nix"),
            ("..", nil, "folder"),
            (nil, "/etc/passwd", "file"), ("out", nil, "outside"), (nil, "out/passwd", "outside"),
        ] as [(String?, String?, String)])
    func `what is to be imported must be in the repository`(folder: String?, file: String?, named: String) async throws
    {
        try await GitBench.run { bench in
            try await bench.git("mkdir sub; touch sub/x; ln -s /etc out; git add .; git commit -qm x")
            let source = bench.localSource { configuration in
                configuration.folder = folder
                configuration.file = file
            }
            let error = await #expect(throws: SourceError.self) { _ = try await source.files("main") }
            #expect(error?.description.contains(named) == true, "\(String(describing: error))")
        }
    }
}
