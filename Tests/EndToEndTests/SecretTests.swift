import Conformance
import FoundationEssentials
import OCI
import SystemPackage
import Testing

/// A credential of a source shows nowhere, whatever the package set does to see it.
@Suite(.requires("nix-instantiate"), .requires("git", "python3", "openssl", "gzip"))
struct SecretTests {
    /// Where the registry has the secret from.
    enum Place: Sendable { case file, variable }

    private static let secret = "correct-horse-battery"
    private static let wrong = "wrong-horse-battery"
    private static let variable = "NIXERY_SOURCE_CREDENTIALS_PASSWORD"

    @Test(arguments: [Place.file, .variable])
    func `A password is in no log, answer, metric, record, image or evaluation`(place: Place) async throws {
        try await withTemporaryFolder { folder in
            let repository = try await GitRepository(folder.appending("packages"), saying: "first")
            try repository.folder.appending("default.nix").write(Self.curiousSet(salt: folder.string))
            try await repository.git("commit -qam curious")
            try await repository.bare(folder.appending("served/packages.git"))
            let authority = try await TestAuthority(in: folder.appending("authority"))
            let served = GitHTTPSServer.Options(certificate: authority.server, user: "reader:\(Self.secret)")
            try await GitHTTPSServer.run(folder.appending("served"), served) { server in
                let options = try options(place, folder, "\(server.address)/packages.git", authority)
                try await Registry.run(options) { registry in
                    let seen = try await Self.seen(registry, folder, place)
                    for secret in [Self.secret, Self.wrong] {
                        for (what, text) in seen { #expect(!text.contains(secret), "\(what) holds a password") }
                        // A file may be gone when it is read.
                        let files = try await ServerProcess.shell("grep -rslaF '\(secret)' store || true", in: folder)
                        #expect(files.isEmpty, "these hold a password: \(files)")
                    }
                }
            }
        }
    }

    /// All that the registry shows, by what it is.
    private static func seen(
        _ registry: Registry, _ folder: FilePath, _ place: Place
    ) async throws -> [String: String] {
        let image = try await registry.pull("hello/manifests/main")
        var seen = ["the image": try await unpacked(image, in: folder.appending("layers"))]
        // Else nothing was looked at.
        #expect(seen["the image"]?.contains("the evaluation has: <") == true)
        #expect(seen["the image"]?.contains("the build has: out=") == true)
        for (name, tag) in [("throws", "main"), ("hello", "unknown")] {
            let answer = try await registry.get("/v2/\(name)/manifests/\(tag)")
            #expect(answer.status != 200)
            seen["the answer about \(name):\(tag)"] = answer.text
        }
        if place == .file {
            try folder.appending("password").write("\(wrong)\n")
            let answer = try await registry.get("/v2/hello/manifests/other")
            #expect(answer.status == 503, "\(answer.text)")
            seen["the answer with a wrong password"] = answer.text
        }
        seen["/metrics"] = try await registry.get("/metrics").text
        seen["the log"] = try readText(registry.log)
        return seen
    }

    private func options(
        _ place: Place, _ folder: FilePath, _ url: String, _ authority: TestAuthority
    ) throws -> Registry.Options {
        let password = folder.appending("password")
        try password.write("\(Self.secret)\n")
        let file = folder.appending("nixery.yaml")
        try file.write(
            """
            source:
              kind: git
              url: \(url)
              tagLifetime: 0
              caFile: \(authority.certificate)
              credentials: {username: reader\(place == .file ? ", passwordFile: \(password)" : "")}

            """)
        var environment = ["NIXERY_SERVER_LOG_LEVEL": "trace"]
        if place == .variable { environment[Self.variable] = Self.secret }
        return Registry.Options(
            store: folder.appending("store"), environment: environment, arguments: ["--config", file.string])
    }

    /// The text of all layers.
    private static func unpacked(_ image: PulledImage, in folder: FilePath) async throws -> String {
        try folder.makeFolders()
        for (digest, bytes) in image.blobs {
            try Data(bytes).write(to: URL(filePath: folder.appending(digest.hex).string))
        }
        return try await ServerProcess.shell("for blob in *; do gzip -dcf $blob | tr -d '\\000'; done", in: folder)
    }

    /// A package set that shows what its evaluation and its build can see of the registry.
    private static func curiousSet(salt: String) -> String {
        #"""
        { system ? builtins.currentSystem, ... }:
        let
          names = [ "\#(variable)" "NIXERY_PASSWORD" "GIT_PASSWORD" "GIT_ASKPASS" "NIX_CONFIG" "HOME" "NETRC" ];
          seen = "the evaluation has: <${builtins.concatStringsSep "> <" (map builtins.getEnv names)}>";
        in {
          hello = builtins.trace seen (derivation {
            name = "hello";
            inherit system seen;
            builder = "/bin/sh";
            args = [ "-ec" ''
              PATH=/usr/bin:/bin
              mkdir -p $out
              echo "$seen" >$out/evaluation
              echo "the build has: out=$out" >$out/build
              { env; tr '\000' '\n' </proc/$PPID/environ || true; } >>$out/build
            '' ];
            salt = "\#(salt)";
          });
          throws = throw seen;
        }
        """#
    }
}
