import Conformance
import SystemPackage
import Testing

/// Replicas with a Nix store and a storage of their own, and a binary cache between them.
@Suite(.requires("nix-store", package: "nix-bin"), .requires("python3"), .requiresTmpfs())
struct BinaryCacheTests {
    @Test func `A replica with an empty store fetches what another pushed, and builds nothing`() async throws {
        try await withTemporaryFolder { folder in
            let set = try FarSet(in: folder)
            let key = try await Self.makeKey(folder)
            let first = try await Registry.run(Self.pusher(set, folder)) { try await $0.pull("near/manifests/latest") }
            #expect(try set.built() == ["library", "near"])

            let second = try await Self.serving(folder) { port in
                let two = try Self.replica("two", set, folder, port, key: key)
                return try await Registry.run(two) { try await $0.pull("near/manifests/latest") }
            }
            #expect(second.digest == first.digest)
            #expect(try set.built() == ["library", "near"])
        }
    }

    @Test func `What a key that is not trusted has signed is built again`() async throws {
        try await withTemporaryFolder { folder in
            let set = try FarSet(in: folder)
            _ = try await Self.makeKey(folder)
            let first = try await Registry.run(Self.pusher(set, folder)) { try await $0.pull("near/manifests/latest") }
            let other = try await Self.makeKey(folder)

            let second = try await Self.serving(folder) { port in
                let two = try Self.replica("two", set, folder, port, key: other)
                return try await Registry.run(two) { try await $0.pull("near/manifests/latest") }
            }
            #expect(second.digest == first.digest)
            #expect(try set.built() == ["library", "library", "near", "near"])
        }
    }

    @Test func `A cache that cannot be asked costs nothing but time`() async throws {
        try await withTemporaryFolder { folder in
            let set = try FarSet(in: folder)
            // Nobody listens there.
            let options = try Self.replica("one", set, folder, "1", key: try await Self.makeKey(folder))
            _ = try await Registry.run(options) { try await $0.pull("near/manifests/latest") }
            #expect(try set.built() == ["library", "near"])
        }
    }

    /// Makes a cache's key pair.
    ///
    /// - Returns: the public key.
    private static func makeKey(_ folder: FilePath) async throws -> String {
        try await ServerProcess.shell(
            "nix-store --generate-binary-cache-key test-1 secret public && cat public", in: folder)
    }

    /// Serves the folder `cache` over HTTP.
    private static func serving<Result: Sendable>(
        _ folder: FilePath, body: @Sendable @escaping (_ port: String) async throws -> Result
    ) async throws -> Result {
        try await ServerProcess.run(
            "python3", ["-u", "-m", "http.server", "0", "-b", "127.0.0.1", "-d", folder.appending("cache").string],
            log: folder.appending("http.log"),
            isReady: { $0.firstMatch(of: /port (\d+)/).map { String($0.1) } }, body: body)
    }

    /// A registry that copies what it has built to the folder `cache` before it ends.
    private static func pusher(_ set: FarSet, _ folder: FilePath) -> Registry.Options {
        var options = Registry.Options(packages: set.folder, store: folder.appending("one"))
        options.environment["NIXERY_NIX_PUSH_TO"] = "file://\(folder)/cache?secret-key=\(folder)/secret"
        options.environment["NIXERY_SERVER_SHUTDOWN_GRACE"] = "300s"
        return options
    }

    /// A registry on a machine whose Nix store is empty.
    private static func replica(
        _ name: String, _ set: FarSet, _ folder: FilePath, _ port: String, key: String
    ) throws -> Registry.Options {
        var options = Registry.Options(packages: set.folder, store: folder.appending(name))
        options.machine = try SecondMachine(nix: folder.appending("machine-\(name)/nix"))
        options.environment["NIX_CONFIG"] = """
            build-users-group =
            sandbox = false
            substituters = http://127.0.0.1:\(port)
            trusted-public-keys = \(key)
            download-attempts = 1
            """
        return options
    }
}
