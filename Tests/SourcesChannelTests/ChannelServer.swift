import Conformance
import Crypto
import Host
import Logging
import OCI
import Storage
import Synchronization
import SystemPackage

@testable import SourcesChannel

/// A channel server and a release server in one, and what a source needs to use it.
final class ChannelServer: Sendable {
    let server: ScriptedServer
    private let replies: FileReplies
    let folder: FilePath
    let store = MemoryStore()
    let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    init(_ folder: FilePath) throws {
        let replies = FileReplies()
        self.replies = replies
        self.folder = folder
        server = try ScriptedServer { replies.reply(to: $0.target) }
    }

    /// What is published beside a release's tarball.
    enum Published { case nothing, right, wrong }

    static let commits = ["1", "2", "3"].map { String(repeating: $0, count: 40) }

    /// Points a channel to a release.
    func publish(
        _ channel: String, release: String, commit: String? = commits[0], set: String = "{ }: { }",
        published: Published = .nothing
    ) {
        let tarball = Self.tarball(set)
        self[("/\(channel)")] = .redirect("/releases/\(release)")
        self["/releases/\(release)"] = .text("a list of files")
        self["/releases/\(release)/git-revision"] = commit.map { .text($0) }
        self["/releases/\(release)/nixexprs.tar.xz"] = Self.file(tarball)
        let hash = Digest(of: tarball).hex
        self["/releases/\(release)/nixexprs.tar.xz.sha256"] =
            switch published {
            case .nothing: nil
            case .right: .text(hash)
            case .wrong: .text(String(hash.reversed()))
            }
    }

    /// A file as a web server gives it.
    static func file(_ bytes: [UInt8]) -> ScriptedServer.Reply {
        .answer(200, headers: ["ETag": "\"\(Digest(of: bytes).hex.prefix(16))\""], body: bytes)
    }

    static func tarball(_ set: String, name: String = "default.nix") -> [UInt8] {
        TestTar.bytes([.directory("release", mode: 0o755), .file("release/\(name)", mode: 0o644, contents: set)])
    }

    subscript(path: String) -> ScriptedServer.Reply? {
        get { replies[path] }
        set { replies[path] = newValue }
    }

    func requests(ending suffix: String) -> Int { server.requests.count { $0.target.hasSuffix(suffix) } }

    func configuration(_ channel: String) -> ChannelSourceConfiguration {
        var configuration = ChannelSourceConfiguration(channel: channel)
        configuration.channelURL = server.url("/{channel}")
        configuration.commitURL = server.url("/archive/{commit}.tar.gz")
        return configuration
    }

    /// - Parameter state: the name of the folder for unpacked sources; each stands for a replica.
    func source(
        _ channel: String = "nixos-test", state: String = "state",
        _ change: (inout ChannelSourceConfiguration) -> Void = { _ in }
    ) throws -> ChannelSource {
        var configuration = configuration(channel)
        change(&configuration)
        return try ChannelSource(
            configuration: configuration, state: folder.appending(state), environment: [:], store: store,
            logger: logger)
    }

    /// What a tag's packages say in their `default.nix`.
    func set(of source: ChannelSource, _ tag: Tag = .latest) async throws -> String {
        let files = try await source.packages(at: source.pin(tag, logger: logger)).files(logger)
        let file = files.importPath.appending("default.nix")
        return String(decoding: try await Downloader.local.get(FetchAddress("file://\(file)")), as: UTF8.self)
    }
}

extension Downloader {
    fileprivate static let local: Downloader = {
        guard let none = try? ProxyRules(configured: nil, environment: [:]) else { fatalError("no proxies are right") }
        return Downloader(limits: NetworkLimits(), caFile: nil, proxies: none)
    }()
}

/// What lies on the server.
private final class FileReplies: Sendable {
    private let files = Mutex<[String: ScriptedServer.Reply]>([:])

    subscript(path: String) -> ScriptedServer.Reply? {
        get { files.withLock { $0[path] } }
        set { files.withLock { $0[path] = newValue } }
    }

    func reply(to target: String) -> ScriptedServer.Reply { self[target] ?? .answer(404) }
}

/// Runs `body` with a server that is stopped at the end.
func withChannelServer(_ body: (ChannelServer) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
        let server = try ChannelServer(folder)
        defer { server.server.stop() }
        try await body(server)
    }
}
