import Conformance
import FoundationEssentials
import Host
import SourcesGit
import SystemPackage
import Testing

@Suite(.requires("git")) struct SubmoduleTests {
    @Test func `are empty folders unless they are asked for`() async throws {
        try await withSubmodule(url: "../library") { bench in
            let root = try await bench.source().files().root
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(root)/deps/library").isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func `relative addresses are seen from the repository, at every depth`(isRemote: Bool) async throws {
        try await withSubmodule(url: "../library") { bench in
            try await nest(bench)
            let source =
                isRemote ? bench.source { $0.submodules = true } : bench.localSource { $0.submodules = true }
            let root = try await source.files().root
            #expect(try text(root, "deps/library/file") == "library\n")
            #expect(try text(root, "deps/library/inner/file") == "inner\n")
        }
    }

    @Test func `what did not change is linked, what changed is fetched`() async throws {
        try await withSubmodule(url: "../library") { bench in
            let source = bench.source { $0.submodules = true }
            let old = try await source.files().root
            try await bench.git("echo x > x; git add .; git commit -qm x")
            let same = try await source.files().root
            #expect(try text(same, "deps/library/file") == "library\n")
            let connections = bench.connections()
            try await bench.git(
                """
                (cd ../library; echo new > new; git add .; git commit -qm new); git -C deps/library pull -q
                git add .; git commit -qm update
                """)
            let new = try await source.files().root
            #expect(try text(new, "deps/library/new") == "new\n")
            #expect(try text(new, "deps/library/file") == "library\n")
            #expect(!FileManager.default.fileExists(atPath: "\(old)/deps/library/new"))
            #expect(bench.connections() == connections + 2, "the repository and its submodule")
        }
    }

    @Test func `a commit's files do not depend on what was checked out before`() async throws {
        try await withSubmodule(url: "../library") { bench in
            let source = bench.source { $0.submodules = true }
            try await bench.git("git mv .gitmodules other; git commit -qm without")
            let without = try await source.files().root
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(without)/deps/library").isEmpty)
            try await bench.git("git mv other .gitmodules; echo x > x; git add .; git commit -qm with")
            let with = try await source.files().root
            #expect(try text(with, "deps/library/file") == "library\n")
        }
    }

    @Test(arguments: [
        "/etc", "file:///etc",  // files of this machine
        "../../../../../../../../etc", "ext::sh -c id", "-u", "",  // ways up, programs, options
    ])
    func `addresses of other things are refused`(url: String) async throws {
        try await withSubmodule(url: "../library") { bench in
            try await bench.git("git config -f .gitmodules submodule.deps/library.url '\(url)'; git commit -qam bad")
            for source in [bench.source { $0.submodules = true }, bench.localSource { $0.submodules = true }] {
                let error = await #expect(throws: SourceError.self) { _ = try await source.files() }
                #expect("\(try #require(error))".contains("deps/library"))
            }
        }
    }

    @Test func `a repository that holds itself ends at a depth`() async throws {
        try await withSubmodule(url: "../library") { bench in
            let library = bench.repository.removingLastComponent().appending("library")
            for _ in 0..<10 {
                try await bench.git(
                    """
                    commit=$(git rev-parse HEAD)
                    printf '[submodule "a"]\\n path = a\\n url = ../library\\n' > .gitmodules
                    git add .gitmodules; git update-index --add --cacheinfo 160000,$commit,a; git commit -qm deeper
                    """, in: library)
            }
            try await bench.git("git -C deps/library pull -q; git add .; git commit -qm deep")
            let error = await #expect(throws: SourceError.self) {
                _ = try await bench.source { $0.submodules = true }.files()
            }
            #expect("\(try #require(error))".contains("deep in one another"))
        }
    }

    @Test func `archives do not hold them`() async throws {
        try await GitBench.run { bench in
            let source = bench.source { configuration in
                configuration.fetch = .archive
                configuration.submodules = true
            }
            let error = await #expect(throws: SourceError.self) { _ = try await source.files() }
            #expect(error?.description.contains("fetch: mirror") == true)
        }
    }

    /// A repository with a submodule in `deps/library`, whose own lies beside it.
    private func withSubmodule(url: String, _ body: @Sendable (GitBench) async throws -> Void) async throws {
        try await GitBench.run { bench in
            try await bench.git(
                """
                mkdir ../library; (cd ../library; git init -q -b main; echo library > file; git add .; git commit -qm library)
                git -c protocol.file.allow=always submodule --quiet add "$PWD/../library" deps/library
                git config -f .gitmodules submodule.deps/library.url '\(url)'; git add .; git commit -qm submodule
                """)
            try await body(bench)
        }
    }

    /// Gives the submodule one of its own.
    private func nest(_ bench: GitBench) async throws {
        try await bench.git(
            """
            mkdir ../inner; (cd ../inner; git init -q -b main; echo inner > file; git add .; git commit -qm inner)
            cd ../library; git -c protocol.file.allow=always submodule --quiet add "$PWD/../inner" inner
            git config -f .gitmodules submodule.inner.url ../inner; git add .; git commit -qm nested
            cd ../repository; git -C deps/library pull -q; git add .; git commit -qm nested
            """)
    }

    private func text(_ root: FilePath, _ name: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(name)", encoding: .utf8)
    }
}
