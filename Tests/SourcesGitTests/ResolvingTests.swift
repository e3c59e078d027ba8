import Conformance
import FoundationEssentials
import Host
import Logging
import OCI
import SourcesGit
import SystemPackage
import Testing

/// What image tags mean, for a repository that is read where it is and for one behind a server.
@Suite(.requires("git")) struct ResolvingTests {
    enum Way: CaseIterable, Sendable {
        case local, mirror, listed

        func source(_ bench: GitBench, _ change: (inout GitSourceConfiguration) -> Void = { _ in }) -> GitSource {
            switch self {
            case .local: bench.localSource(change)
            case .mirror: bench.source(change)
            case .listed:
                bench.source { configuration in
                    configuration.fetch = .archive
                    configuration.archiveURL = "https://server/{commit}.tar.gz"
                    change(&configuration)
                }
            }
        }
    }

    @Test(arguments: Way.allCases)
    func `finds branches, every kind of tag, commits and HEAD`(way: Way) async throws {
        try await GitBench.run { bench in
            try await bench.git(
                """
                git branch old; git tag light; git tag -am x annotated; git tag -am y nested annotated
                echo 2 > two; git add .; git commit -qm second; git tag both; git branch -f both HEAD~1
                """)
            let (first, second) = (try await bench.commit("HEAD~1"), try await bench.commit())
            let source = way.source(bench)
            for tag in ["old", "light", "annotated", "nested"] {
                #expect(try await source.commit(tag) == first, "\(tag)")
            }
            for tag in ["main", "latest", second, second.uppercased()] {
                #expect(try await source.commit(tag) == second, "\(tag)")
            }
            #expect(try await source.commit("both") == second, "as in git, a tag comes before a branch")
        }
    }

    @Test(arguments: [Way.local, .mirror])
    func `a pin has the commit's time, and only a commit is fixed`(way: Way) async throws {
        try await GitBench.run { bench in
            let source = way.source(bench)
            let pin = try await source.pin(.latest, logger: GitBench.logger)
            #expect(pin.time == 1_700_000_000)
            #expect(!pin.isFixed)
            #expect(try await source.pin(Tag(pin.content), logger: GitBench.logger).isFixed)
        }
    }

    @Test(arguments: Way.allCases)
    func `an unknown name is told with names that are near`(way: Way) async throws {
        try await GitBench.run { bench in
            try await bench.git("git tag release-v1; git tag release-v2; git branch feature/release-v3")
            let tag = try Tag("release-v3")
            await #expect(throws: SourceError.unknownTag(tag, near: ["release-v1", "release-v2"])) {
                _ = try await way.source(bench).pin(tag, logger: GitBench.logger)
            }
        }
    }

    @Test(arguments: Way.allCases, ["a..b", "x.lock", String(repeating: "0", count: 40)])
    func `what cannot be in the repository is unknown`(way: Way, name: String) async throws {
        try await GitBench.run { bench in
            let tag = try Tag(name)
            await #expect(throws: SourceError.unknownTag(tag, near: [])) {
                _ = try await way.source(bench).pin(tag, logger: GitBench.logger)
            }
        }
    }

    @Test(arguments: Way.allCases)
    func `only allowed refs are found and listed`(way: Way) async throws {
        try await GitBench.run { bench in
            try await bench.git(
                "git tag v1; git tag x1; git branch release-1; git branch a/b; git tag .odd 2>/dev/null || true")
            let source = way.source(bench) { $0.refs = ["refs/tags/v*", "refs/heads/release-*"] }
            #expect(try await source.commit("v1") == bench.commit())
            let listed = try await source.tags(logger: GitBench.logger)
            #expect(Set(listed.map(\.value)) == ["v1", "release-1"], "HEAD's branch is not allowed")
            for name in ["x1", "main", "latest"] {
                await #expect(throws: SourceError.self, "\(name)") { _ = try await source.commit(name) }
            }
            let all = try await way.source(bench).tags(logger: GitBench.logger)
            #expect(Set(all.map(\.value)) == ["v1", "x1", "release-1", "main", "latest"])
        }
    }

    /// A commit that no branch leads to any more, and one in the history.
    @Test(arguments: [
        (Way.local, GitSourceConfiguration.Commits.reachable, true, false), (.local, .any, true, true),
        (.local, .none, false, false), (.mirror, .reachable, true, false), (.mirror, .any, true, true),
        (.mirror, .none, false, false), (.listed, .reachable, false, false), (.listed, .any, true, true),
    ])
    func `commits are found as far as the operator allows`(
        way: Way, commits: GitSourceConfiguration.Commits, history: Bool, orphan: Bool
    ) async throws {
        try await GitBench.run { bench in
            try await bench.git(
                "git config uploadpack.allowAnySHA1InWant true; git commit -q --allow-empty -m orphan")
            let lost = try await bench.commit()
            try await bench.git("git reset -q --hard HEAD~1; git commit -q --allow-empty -m second")
            let old = try await bench.commit("HEAD~1")
            let source = way.source(bench) { $0.commits = commits }
            for (commit, isFound) in [(old, history), (lost, orphan)] {
                if isFound {
                    #expect(try await source.commit(commit) == commit)
                } else {
                    let unknown = SourceError.unknownTag(try Tag(commit), near: [])
                    await #expect(throws: unknown) {
                        _ = try await source.commit(commit)
                    }
                }
            }
        }
    }

    @Test(arguments: Way.allCases)
    func `an unborn HEAD has a message of its own`(way: Way) async throws {
        try await GitBench.run { bench in
            try await bench.git("git tag v1; git symbolic-ref HEAD refs/heads/nothing")
            let error = await #expect(throws: SourceError.self) { _ = try await way.source(bench).commit("latest") }
            #expect("\(try #require(error))".contains("HEAD names a branch without commits"))
            #expect(try await way.source(bench).commit("v1").count == 40)
            try await bench.git("rm -rf .git; git init -q")
            let empty = await #expect(throws: SourceError.self) { _ = try await way.source(bench).commit("latest") }
            #expect("\(try #require(empty))".contains("no commits yet"))
        }
    }

    @Test(arguments: [Way.local, .mirror])
    func `a HEAD that names no branch is a commit like any other`(way: Way) async throws {
        try await GitBench.run { bench in
            try await bench.git("echo x > x; git add .; git commit -qm next; git checkout -q --detach HEAD~1")
            let head = try await way.source(bench).commit("latest")
            #expect(try await head != way.source(bench).commit("main"))
            try await bench.git(
                "git checkout -q --orphan lonely; git commit -qm lonely; git checkout -q --detach; git branch -D lonely"
            )
            await #expect(throws: SourceError.unknownTag(.latest, near: [])) {
                _ = try await way.source(bench).commit("latest")
            }
        }
    }

    @Test(arguments: Way.allCases)
    func `a repository that is gone could not be asked`(way: Way) async throws {
        try await GitBench.run { bench in
            removeTree(bench.repository)
            let error = await #expect(throws: SourceError.self) { _ = try await way.source(bench).commit("main") }
            if case .unavailable = error { return }
            Issue.record("\(String(describing: error))")
        }
    }

    @Test(arguments: [Way.local, .mirror])
    func `a repository with SHA-256 is refused clearly`(way: Way) async throws {
        try await GitBench.run { bench in
            try await bench.git(
                "rm -rf .git; git init -q -b main --object-format=sha256; git add .; git commit -qm first")
            let error = await #expect(throws: SourceError.self) { _ = try await way.source(bench).commit("main") }
            #expect("\(try #require(error))".contains("SHA-256"))
        }
    }

    @Test(arguments: [Way.local, .mirror])
    func `keeps the laws of package sources`(way: Way) async throws {
        try await GitBench.run { bench in
            try await PackageSourceConformance(
                source: TagMemory(
                    way.source(bench), lifetimes: TagLifetimes(fresh: .zero, stale: .zero), store: nil,
                    logger: GitBench.logger),
                unknown: Tag("unknown"),
                change: { _ = try await bench.git("git commit -q --allow-empty -m second") },
                breakSource: { removeTree(bench.repository) }
            ).check()
        }
    }
}
