import Conformance
import FoundationEssentials
import Synchronization
import SystemPackage

/// A channel server and the releases that it leads to, of small package sets.
final class ReleaseServer: Sendable {
    let server: ScriptedServer
    private let folder: FilePath
    private let files: Files

    static let commits = ["1", "2", "3"].map { String(repeating: $0, count: 40) }

    /// Runs `body` with a server that is stopped at the end.
    static func run(_ body: (ReleaseServer, FilePath) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let server = try ReleaseServer(folder)
            defer { server.server.stop() }
            try await body(server, folder)
        }
    }

    private init(_ folder: FilePath) throws {
        let files = Files()
        self.files = files
        self.folder = folder
        server = try ScriptedServer { files.reply(to: $0.target) }
    }

    /// Points a channel to a new release whose programs say `text`.
    ///
    /// - Parameter sha256: what is published beside the tarball; nil for nothing.
    func publish(_ channel: String, commit: String, saying text: String, sha256: String? = nil) async throws {
        let release = "/releases/\(channel)-\(commit.prefix(7))"
        files["\(release)/git-revision"] = .text(commit)
        files["\(release)/nixexprs.tar.xz"] = .answer(200, body: try await tarball(text, format: "J"))
        files["\(release)/nixexprs.tar.xz.sha256"] = sha256.map { .text($0) }
        files[release] = .text("a list of files")
        files["/\(channel)"] = .redirect(release)
    }

    /// Gives out the archive of a commit.
    func publish(commit: String, saying text: String) async throws {
        files["/archive/\(commit).tar.gz"] = .answer(200, body: try await tarball(text, format: "z"))
    }

    /// A registry on that server.
    func options(_ keys: String) throws -> Registry.Options {
        let file = folder.appending("nixery.yaml")
        try file.write(
            """
            source:
              kind: channel
              channel: stable
              channelURL: \(server.url("/{channel}"))
              commitURL: \(server.url("/archive/{commit}.tar.gz"))
              \(keys)

            """)
        return Registry.Options(store: folder.appending("store"), arguments: ["--config", file.string])
    }

    private func tarball(_ text: String, format: String) async throws -> [UInt8] {
        let set = folder.appending("releases/set-\(UInt32.random(in: 0...UInt32.max))")
        try set.appending("default.nix").write(SmallSet.expression(saying: text, salt: folder.string))
        try await ServerProcess.shell(
            "tar -c\(format)f ../set.tar \(set.lastComponent?.string ?? "")", in: set.removingLastComponent())
        return Array(try Data(contentsOf: URL(filePath: folder.appending("set.tar").string)))
    }
}

/// A package set of two programs, `hello` and `other`.
enum SmallSet {
    /// - Parameter salt: part of every derivation, so that no test meets what another built.
    static func expression(saying text: String, salt: String) -> String {
        """
        { system ? builtins.currentSystem, ... }:
        let program = name: derivation {
          inherit name system;
          builder = "/bin/sh";
          args = [ "-ec" "PATH=/usr/bin:/bin; mkdir -p $out/bin; echo 'echo \(text)' >$out/bin/${name}" ];
          salt = "\(salt)";
        };
        in { hello = program "hello"; other = program "other"; }
        """
    }
}

/// What lies on the server.
private final class Files: Sendable {
    private let replies = Mutex<[String: ScriptedServer.Reply]>([:])

    subscript(path: String) -> ScriptedServer.Reply? {
        get { replies.withLock { $0[path] } }
        set { replies.withLock { $0[path] = newValue } }
    }

    func reply(to target: String) -> ScriptedServer.Reply { self[target] ?? .answer(404) }
}
