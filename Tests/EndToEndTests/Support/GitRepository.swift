import Conformance
import SystemPackage

/// A repository with a small package set, made by the git program.
struct GitRepository: Sendable {
    let folder: FilePath
    /// Part of every derivation, so that no test meets what another built.
    private let salt: String

    /// With one commit on `main`, whose program `hello` says `text`.
    init(_ folder: FilePath, saying text: String) async throws {
        self.folder = folder
        salt = folder.string
        try folder.makeFolders()
        try await git("init -q -b main")
        try await commit(saying: text)
    }

    /// A new commit on the current branch.
    ///
    /// - Returns: the commit.
    @discardableResult
    func commit(saying text: String) async throws -> String {
        try folder.appending("default.nix").write(
            """
            { system ? builtins.currentSystem, ... }:
            {
              hello = derivation {
                name = "hello";
                inherit system;
                builder = "/bin/sh";
                args = [ "-ec" "PATH=/usr/bin:/bin; mkdir -p $out/bin; echo 'echo \(text)' >$out/bin/hello" ];
                salt = "\(salt)";
              };
            }
            """)
        try await git("add -A")
        try await git("commit -qm '\(text)'")
        return try await git("rev-parse HEAD")
    }

    /// Runs git with nothing of the user's own settings.
    ///
    /// - Returns: its last line.
    @discardableResult
    func git(_ arguments: String) async throws -> String {
        let output = try await ServerProcess.shell(
            "git -c user.name=test -c user.email=test@localhost \(arguments)", in: folder,
            environment: ["GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"])
        return output.split(separator: "\n").last.map(String.init) ?? ""
    }

    /// A bare copy that a server can give out.
    func bare(_ copy: FilePath) async throws {
        try await git("clone -q --bare . '\(copy)'")
    }
}
