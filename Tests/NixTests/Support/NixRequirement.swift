import FoundationEssentials
import SystemPackage
import Testing

/// Where the tests find Nix. `NIXERY_TEST_NIX_BIN` names a folder of its programs, for other versions than the one on `PATH`.
enum TestTools {
    static let environment = ProcessInfo.processInfo.environment

    static var folder: FilePath? { environment["NIXERY_TEST_NIX_BIN"].map { FilePath($0) } }

    static var isInstalled: Bool {
        let folders = folder.map { [$0.string] } ?? (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        return folders.contains { FileManager.default.isExecutableFile(atPath: $0 + "/nix-instantiate") }
    }

    /// Settings for a store of our own; where a daemon or the user's settings are, those decide.
    static var settings: String? {
        if let given = environment["NIX_CONFIG"] { return given }
        let hasDaemon = FileManager.default.fileExists(atPath: "/nix/var/nix/daemon-socket/socket")
        if hasDaemon || environment["NIX_REMOTE"] != nil { return nil }
        return "build-users-group =\nsandbox = false\nsubstitute = false\nsubstituters ="
    }
}

/// Nix is missing where it must not be.
struct NixIsMissing: Error, CustomStringConvertible {
    let description = "nix-instantiate is not installed, and CI may not skip the tests that need it"
}

extension Trait where Self == ConditionTrait {
    /// Skips where Nix is not installed, but fails in CI.
    static var requiresNix: Self {
        .enabled("nix-instantiate is not installed") {
            if TestTools.isInstalled { return true }
            guard TestTools.environment["CI"] == nil else { throw NixIsMissing() }
            return false
        }
    }
}
