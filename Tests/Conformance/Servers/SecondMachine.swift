package import SystemPackage

/// A second machine with a Nix store of its own, as far as this one can play it: another folder is its `/nix`. Needs root.
package struct SecondMachine: Sendable {
    /// What is `/nix` there.
    package let nix: FilePath

    /// Nix's settings for this machine and the second: it is root without a daemon, and nothing is fetched.
    package static let settings = "build-users-group =\nsandbox = false\nsubstituters ="

    /// - Parameter nix: made; empty for a store with nothing in it.
    package init(nix: FilePath) throws {
        self.nix = nix
        try nix.makeFolders()
    }

    /// What stands before a program and its arguments to run it there. It becomes that program's process.
    package var launcher: [String] {
        ["unshare", "--mount", "sh", "-euc", "mount --bind '\(nix)' /nix; exec \"$@\"", "sh"]
    }

    /// Runs what is asked for there: for ``SSHServer``.
    ///
    /// - Parameters:
    ///   - features: what its builds may ask for.
    ///   - before: a line of shell to run first.
    package func command(features: String = "", before: String = ":") -> String {
        """
        #!/bin/sh
        \(before)
        export NIX_CONFIG='\(Self.settings)
        system-features = \(features)'
        exec unshare --mount sh -euc 'mount --bind \(nix) /nix; exec sh -c "$SSH_ORIGINAL_COMMAND"'

        """
    }
}
