import Conformance
import FoundationEssentials
import Host
import Logging
import OCI
import Processes
import SourcesGit
import SystemPackage

/// A repository that real git made, and sources that read it: where it is, or through a server.
///
/// The server is an `ssh` of our own that runs what it is asked to on this machine, and notes each connection.
struct GitBench: Sendable {
    let folder: FilePath

    /// The work tree that tests commit in.
    var repository: FilePath { folder.appending("work/repository") }
    /// Copies of repositories and checkouts.
    var state: FilePath { folder.appending("state") }

    static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    /// Begins with one commit on `main` that has a `default.nix`.
    static func run<Result>(_ body: @Sendable (GitBench) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            let bench = GitBench(folder: folder)
            try bench.repository.makeFolders()
            try bench.folder.appending("bin/ssh").write(Self.ssh, permissions: .init(rawValue: 0o755))
            try await bench.git("git init -q -b main; echo '{ }: { }' > default.nix; git add .; git commit -qm first")
            return try await body(bench)
        }
    }

    private static let ssh = """
        #!/bin/sh
        for last; do :; done
        echo "$last" >> "$(dirname "$0")/../connections"
        [ -e "$(dirname "$0")/../broken" ] && exit 255
        HOME=/nonexistent exec sh -c "$last"

        """

    /// Runs a shell script in the repository.
    ///
    /// - Returns: the last line that it printed.
    @discardableResult
    func git(_ script: String, in other: FilePath? = nil) async throws -> String {
        let output = try await ServerProcess.shell(
            script, in: other ?? repository,
            environment: [
                "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "a",
                "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "c", "GIT_COMMITTER_EMAIL": "c@example.com",
                "GIT_COMMITTER_DATE": "1700000000 +0000", "GIT_ALLOW_PROTOCOL": "file",
            ])
        return output.split(separator: "\n").last.map(String.init) ?? ""
    }

    func commit(_ revision: String = "HEAD") async throws -> String {
        try await git("git rev-parse '\(revision)^{commit}'")
    }

    /// How often a server was connected to.
    func connections() -> Int {
        // None yet: no file.
        let text = (try? String(contentsOfFile: folder.appending("connections").string, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").count
    }

    func url(of path: FilePath) -> String { "ssh://git@server\(path)" }

    /// A source that asks the server and keeps a copy.
    func source(
        helper: FilePath = GitBench.nixery, _ change: (inout GitSourceConfiguration) -> Void = { _ in }
    ) -> GitSource {
        var configuration = GitSourceConfiguration(url: url(of: repository))
        change(&configuration)
        return GitSource(
            configuration: configuration, state: state, helper: helper, runner: ProcessRunner(limit: 8),
            tarballs: Self.tarballs, environment: environment)
    }

    /// A source that reads the repository where it is.
    func localSource(_ change: (inout GitSourceConfiguration) -> Void = { _ in }) -> GitSource {
        source { configuration in
            configuration.url = repository.string
            change(&configuration)
        }
    }

    var environment: [String: String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return ["PATH": "\(folder.appending("bin")):\(path)", "HOME": folder.string]
    }

    /// Downloads without a proxy.
    static let tarballs: TarballFetcher = {
        // No settings cannot be wrong.
        guard let proxies = try? ProxyRules(configured: nil, environment: [:]) else { fatalError("no proxy rules") }
        let downloader = Downloader(limits: NetworkLimits(), caFile: nil, proxies: proxies)
        return TarballFetcher(downloader, limits: TarballLimits())
    }()

    /// The nixery that was built with these tests: it lies beside them.
    static let nixery: FilePath = {
        var folder = FilePath(CommandLine.arguments[0])
        while !folder.isEmpty, folder.lastComponent?.stem != "nixeryPackageTests" { folder.removeLastComponent() }
        folder.removeLastComponent()
        let current = FilePath(FileManager.default.currentDirectoryPath)
        return current.pushing(folder).appending("nixery")
    }()
}

extension GitSource {
    /// The commit that a tag means now.
    func commit(_ tag: String) async throws -> String {
        try await pin(Tag(tag), logger: GitBench.logger).content
    }

    /// The checked-out files of what a tag means now.
    func files(_ tag: String = "latest") async throws -> PackageFiles {
        try await packages(at: pin(Tag(tag), logger: GitBench.logger)).files(GitBench.logger)
    }
}
