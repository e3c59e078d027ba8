import Conformance
import FoundationEssentials
import Host
import OCI
import SourcesGit
import SystemPackage
import Testing

/// The copy of a repository behind a server.
@Suite(.requires("git")) struct MirrorTests {
    @Test func `sees a branch that moved, was forced back, or is gone`() async throws {
        try await GitBench.run { bench in
            let source = bench.source()
            let first = try await source.commit("main")
            try await bench.git("git commit -q --allow-empty -m second")
            #expect(try await source.commit("main") == bench.commit())
            try await bench.git("git commit -q --amend --allow-empty -m other")
            #expect(try await source.commit("main") == bench.commit())
            try await bench.git("git reset -q --hard \(first)")
            #expect(try await source.commit("main") == first)
            try await bench.git("git checkout -q -b next; git branch -D main")
            await #expect(throws: SourceError.self) { _ = try await source.commit("main") }
            #expect(try await source.commit("next") == first)
        }
    }

    @Test func `a branch may take the place of branches below its name, and the other way round`() async throws {
        try await GitBench.run { bench in
            let source = bench.source()
            try await bench.git("git branch rel/x; git branch rel/y")
            #expect(try await source.commit("main") == bench.commit())
            try await bench.git("git branch -D rel/x rel/y; git commit -q --allow-empty -m x; git branch rel")
            #expect(try await source.commit("rel") == bench.commit())
            try await bench.git("git branch -D rel; git commit -q --allow-empty -m y; git branch rel/x")
            #expect(try await source.commit("main") == bench.commit())
        }
    }

    @Test func `downloads only what is new, and nothing for what is known`() async throws {
        try await GitBench.run { bench in
            let source = bench.source()
            _ = try await source.commit("main")
            _ = try await source.commit("main")
            #expect(try packs(bench).count == 1)
            try await bench.git("git commit -q --allow-empty -m second; git tag -am x v1")
            _ = try await source.commit("v1")
            #expect(try packs(bench).count == 2)
            #expect(bench.connections() == 3, "one connection each")
        }
    }

    @Test func `takes tags of files and trees in its stride`() async throws {
        try await GitBench.run { bench in
            let source = bench.source()
            try await bench.git("git tag file HEAD:default.nix; git tag -am x tree HEAD^{tree}")
            #expect(try await source.commit("main") == bench.commit())
            try await bench.git("git commit -q --allow-empty -m second")
            #expect(try await source.commit("main") == bench.commit())
            await #expect(throws: SourceError.self) { _ = try await source.commit("file") }
        }
    }

    @Test func `more refs than are asked for by name`() async throws {
        try await GitBench.run { bench in
            try await bench.git(
                "git commit -q --allow-empty -m second; for i in $(seq 600); do echo \"create refs/tags/t$i $(git commit-tree -m $i HEAD^{tree})\"; done | git update-ref --stdin"
            )
            let source = bench.source()
            #expect(try await source.commit("t600") == bench.commit("t600"))
            #expect(try await source.tags(logger: GitBench.logger).count == 602)
        }
    }

    /// Shell commands in the mirror's folder.
    @Test(arguments: [
        "rm HEAD", "rm -r objects", "for f in objects/pack/*.pack; do : > $f; done",
        "for f in objects/pack/*.idx; do rm $f; done",
        "chmod u+w objects/pack/*; for f in objects/pack/*.pack; do printf xxxxxxxxxxxxxxxxxxxx | dd of=$f bs=1 seek=40 conv=notrunc; done",
        "echo nonsense > packed-refs", "echo nonsense > config", "rm -r refs", "rm -rf *; touch x",
        "echo '0123456789abcdef0123456789abcdef01234567 refs/mirror/x' >> packed-refs",
    ])
    func `a damaged copy is made anew`(damage: String) async throws {
        try await GitBench.run { bench in
            let source = bench.source()
            let pin = try await source.pin(.latest, logger: GitBench.logger)
            try await bench.git("chmod -R u+w .; \(damage)", in: mirror(bench))
            let files = try await source.packages(at: pin).files(GitBench.logger)
            #expect(try String(contentsOfFile: "\(files.importPath)/default.nix", encoding: .utf8) == "{ }: { }\n")
            try await bench.git("echo 2 > two; git add .; git commit -qm second")
            #expect(try await source.commit("main") == bench.commit())
            _ = try await source.files("main")
        }
    }

    @Test func `a killed process's leftovers are removed`() async throws {
        try await GitBench.run { bench in
            let source = bench.source()
            _ = try await source.commit("main")
            let mirror = try mirror(bench)
            try await bench.git(
                "touch objects/pack/pack_git2_x packed-refs.new; mkdir -p ../$(basename $PWD).new/objects", in: mirror)
            _ = try await source.commit("main")
            #expect(try packs(bench).count == 1)
            let names = try FileManager.default.contentsOfDirectory(atPath: bench.state.appending("mirrors").string)
            #expect(!names.contains { $0.hasSuffix(".new") })
            #expect(!FileManager.default.fileExists(atPath: mirror.appending("objects/pack/pack_git2_x").string))
        }
    }

    @Test func `a copy that would be too large is refused with a way out`() async throws {
        try await GitBench.run { bench in
            try await bench.git("head -c 3000000 /dev/urandom > large; git add .; git commit -qm large")
            let source = bench.source { $0.maximumMirrorSize = 1 << 20 }
            let error = await #expect(throws: SourceError.self) { _ = try await source.commit("main") }
            #expect("\(try #require(error))".contains("fetch: archive"))
            #expect(try bench.mirrors().isEmpty, "nothing is left of it")
        }
    }

    @Test func `what force pushes left behind does not count for ever`() async throws {
        try await GitBench.run { bench in
            let source = bench.source { $0.maximumMirrorSize = 5 << 20 }
            for _ in 0..<3 {
                try await bench.git(
                    "head -c 3000000 /dev/urandom > large; git add .; git commit -q --amend -m large; git gc -q --prune=now"
                )
                #expect(try await source.commit("main") == bench.commit())
            }
        }
    }

    @Test func `two sources of one repository wait for each other`() async throws {
        try await GitBench.run { bench in
            try await bench.git("for i in $(seq 300); do echo $i > f$i; done; git add .; git commit -qm many")
            let commit = try await bench.commit()
            let commits = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<8 {
                    let source = bench.source { $0.name = "source\(number)" }
                    group.addTask {
                        _ = try await source.files("main")
                        return try await source.commit("main")
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(commits == [commit])
            #expect(try bench.mirrors().count == 1)
        }
    }

    @Test func `another machine finds a pinned commit that no ref leads to first`() async throws {
        try await GitBench.run { bench in
            let pin = try await bench.source().pin(.latest, logger: GitBench.logger)
            try await bench.git("git commit -q --allow-empty -m second")
            removeTree(bench.state)
            _ = try await bench.source().packages(at: pin).files(GitBench.logger)
        }
    }

    private func mirror(_ bench: GitBench) throws -> FilePath {
        bench.state.appending("mirrors").appending(try #require(bench.mirrors().first))
    }

    private func packs(_ bench: GitBench) throws -> [String] {
        let folder = try mirror(bench).appending("objects/pack")
        return try FileManager.default.contentsOfDirectory(atPath: folder.string).filter { $0.hasSuffix(".pack") }
    }
}

extension GitBench {
    /// Folders of copies.
    func mirrors() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: state.appending("mirrors").string)
            .filter { !$0.hasSuffix(".lock") }
    }
}
