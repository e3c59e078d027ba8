import Storage
import SystemPackage
import Testing

@testable import Host

@Suite("A flag wins over a variable, that over the file, that over the default")
struct ConfigurationPrecedenceTests {
    struct Case: Sendable {
        let yaml: String
        var environment: [String: String] = [:]
        var flag: String?
        let port: Int
    }

    @Test(
        "The port is the strongest one's",
        arguments: [
            Case(yaml: "", port: 8080),
            Case(yaml: "server: {port: 1}", port: 1),
            Case(yaml: "server: {port: 1}", environment: ["NIXERY_SERVER_PORT": "2"], port: 2),
            Case(yaml: "server: {port: 1}", environment: ["PORT": "3"], port: 3),
            Case(yaml: "server: {port: 1}", environment: ["PORT": "3"], flag: "4", port: 4),
            Case(yaml: "", environment: ["NIXERY_SERVER_PORT": "2"], flag: "4", port: 4),
            // Set to nothing is not set, as in Nixery.
            Case(yaml: "server: {port: 1}", environment: ["PORT": ""], port: 1),
            // Two names for the same thing may agree.
            Case(yaml: "", environment: ["PORT": "3", "NIXERY_SERVER_PORT": "3"], port: 3),
        ])
    func strongest(_ example: Case) throws {
        let flags = example.flag.map { [ConfigurationFlag("--port", sets: "server.port", to: $0)] } ?? []
        let environment = example.environment.merging(["NIXERY_PKGS_PATH": "pk"]) { $1 }
        let port = try ConfigurationFixture.with(example.yaml) {
            try $0.load(environment, flags: flags).configuration.server.port
        }
        #expect(port == example.port)
    }

    @Test("Nixery's variables mean our settings")
    func aliases() throws {
        try ConfigurationFixture.with { fixture in
            let configuration = try fixture.load([
                "PORT": "81", "NIXERY_PKGS_PATH": "pk", "NIXERY_STORAGE_BACKEND": "memory", "STORAGE_PATH": "blobs",
                "NIX_TIMEOUT": "120",
            ]).configuration
            #expect(configuration.server.port == 81)
            #expect(configuration.source == .path(PathSourceConfiguration(path: fixture.packages)))
            #expect(configuration.storage.backend == .memory)
            #expect(configuration.storage.path == fixture.folder.appending("blobs"))
            #expect(configuration.nix.buildTimeout == .seconds(120))
        }
    }

    @Test("Nixery's and Google's variables mean a bucket")
    func bucket() throws {
        let environment = [
            "NIXERY_STORAGE_BACKEND": "gcs", "BUCKET": "older", "GCS_BUCKET": "newer",
            "STORAGE_EMULATOR_HOST": "localhost:9023/", "GCE_METADATA_HOST": "169.254.169.254",
            "GOOGLE_APPLICATION_CREDENTIALS": "pk/default.nix",
        ]
        try ConfigurationFixture.with("storage: {gcs: {prefix: registry/, public: true, linkLifetime: 1m}}") {
            fixture in
            var expected = GCSConfiguration(bucket: "newer")
            expected.prefix = "registry/"
            expected.endpoint = "http://localhost:9023"
            expected.metadataServer = "169.254.169.254"
            expected.credentials = fixture.packages.appending("default.nix")
            expected.isPublic = true
            expected.linkLifetime = .seconds(60)
            let loaded = try fixture.load(environment)
            #expect(loaded.configuration.storage.gcs == expected)
        }
    }

    @Test("A variable for the path keeps the file's other keys of the same kind")
    func pathOverFile() throws {
        let path = try ConfigurationFixture.with("source: {path: nowhere, name: ours}") {
            try $0.load(["NIXERY_PKGS_PATH": "pk"]).configuration.source.asPath()
        }
        #expect(path.name == "ours")
        #expect(path.path.lastComponent == "pk")
    }

    @Test("A variable that chooses another kind replaces the file's section")
    func otherKind() throws {
        try ConfigurationFixture.with("source: {kind: git, url: https://example.org}") { fixture in
            let source = try fixture.load(["NIXERY_PKGS_PATH": "pk"]).configuration.source
            #expect(source == .path(PathSourceConfiguration(path: fixture.packages)))
        }
    }

    @Test(
        "Each scalar has a variable of its own",
        arguments: [
            ("NIXERY_SERVER_ACCESS_LOG", "false", "accessLog: false"),
            ("NIXERY_SERVER_SHUTDOWN_GRACE", "1s", "shutdownGrace: 1s"),
            ("NIXERY_SOURCE_IMPORT_FROM_DERIVATION", "true", "importFromDerivation: true"),
            ("NIXERY_LAYERING_BUDGET", "7", "budget: 7"),
            ("NIXERY_COMPRESSION_MEMBERS", "one", "members: one"),
            ("NIXERY_NIX_MEMORY", "1G", "memory: 1G"),
            ("NIXERY_CACHE_BLOB_TRUST", "9", "blobTrust: 9s"),
        ])
    func variables(_ variable: String, _ value: String, _ line: String) throws {
        let yaml = try ConfigurationFixture.with {
            try $0.load(["NIXERY_PKGS_PATH": "pk", variable: value]).yaml
        }
        #expect(yaml.contains("  \(line)  # environment \(variable)\n"))
    }

    @Test(
        "Variables that are refused",
        arguments: [
            (
                ["NIXERY_PKGS_PAHT": "x"],
                "NIXERY_PKGS_PAHT: unknown environment variable; did you mean 'NIXERY_PKGS_PATH'?"
            ),
            (
                ["NIXERY_PORT": "80"],
                "NIXERY_PORT: unknown environment variable; did you mean 'NIXERY_SERVER_PORT'?"
            ),
            (
                ["NIXERY_QQQQ": "1", "NIXERY_PKGS_PATH": "pk"],
                "NIXERY_QQQQ: unknown environment variable"
            ),
            // Lists and mappings are for the file only.
            (
                ["NIXERY_SOURCE_NIX_PATH": "x", "NIXERY_PKGS_PATH": "pk"],
                "NIXERY_SOURCE_NIX_PATH: 'source.nixPath' is a list or mapping; those are for the file only"
            ),
            (
                ["NIXERY_SOURCE_ALLOWED_URIS": "x", "NIXERY_PKGS_PATH": "pk"],
                "NIXERY_SOURCE_ALLOWED_URIS: 'source.allowedURIs' is a list or mapping; those are for the file only"
            ),
            (
                ["NIXERY_SOURCE_ARGUMENTS_X": "x", "NIXERY_PKGS_PATH": "pk"],
                "NIXERY_SOURCE_ARGUMENTS_X: 'source.arguments' is a list or mapping; those are for the file only"
            ),
            (
                ["NIXERY_CHANNEL": "a", "NIXERY_PKGS_PATH": "pk"],
                "NIXERY_CHANNEL and NIXERY_PKGS_PATH are set, and each chooses the package set; set one of them only"
            ),
            (
                ["NIXERY_CHANNEL": "a", "NIXERY_PKGS_REPO": "b", "NIXERY_PKGS_PATH": "pk"],
                "NIXERY_CHANNEL and NIXERY_PKGS_REPO and NIXERY_PKGS_PATH are set, and each chooses the package set; "
                    + "set one of them only"
            ),
            // A setting of another kind of source than the one in force.
            (
                ["NIXERY_SOURCE_PATH": "pk", "NIXERY_CHANNEL": "a"],
                "NIXERY_SOURCE_PATH: unknown environment variable; did you mean 'NIXERY_SOURCE_NAME'?"
            ),
            (
                ["NIXERY_SOURCE_OVERLAYS_0_URL": "x", "NIXERY_SOURCE_KIND": "overlay"],
                "'source.base' is missing: it is the source that the overlays are laid over"
            ),
            (
                ["NIXERY_SOURCE_PATH": "a", "NIXERY_PKGS_PATH": "pk"],
                "NIXERY_PKGS_PATH and NIXERY_SOURCE_PATH are both set and differ; unset one of them"
            ),
            (
                ["NIXERY_STORAGE_BACKEND": "gcs", "GCS_BUCKET": "b", "NIXERY_PKGS_PATH": "pk"],
                "GCS_BUCKET: 'storage.gcs.bucket' must be a bucket's name: 3 to 222 lower-case letters, "
                    + "digits and any of '._-', not 'b'"
            ),
            (
                ["NIXERY_STORAGE_BACKEND": "azure", "NIXERY_PKGS_PATH": "pk"],
                "NIXERY_STORAGE_BACKEND: 'storage.backend' must be one of filesystem, memory, s3, gcs, not 'azure'"
            ),
            (
                ["NIX_TIMEOUT": "soon", "NIXERY_PKGS_PATH": "pk"],
                "NIX_TIMEOUT: 'nix.buildTimeout' must be a duration such as 90, 90s or 5m, from 1s to 7d, not 'soon'"
            ),
            (
                ["NIXERY_PKGS_PATH": "nowhere"],
                "NIXERY_PKGS_PATH: 'source.path' cannot be used: there is no 'nowhere'"
            ),
        ])
    func refused(_ environment: [String: String], _ expected: String) throws {
        #expect(try ConfigurationFixture.with { $0.sentence(environment) } == expected)
    }

    @Test(
        "A flag for what no flag can set is refused with the reason",
        arguments: [
            ("server.prot", "there is no setting 'server.prot'; did you mean 'server.port'?"),
            ("zzz", "there is no setting 'zzz'"),
            ("images.basePackages", "'images.basePackages' is a list or mapping; those are for the file only"),
            ("source.arguments.x", "'source.arguments' is a list or mapping; those are for the file only"),
            ("images.metaPackages.a", "'images.metaPackages' is a list or mapping; those are for the file only"),
        ])
    func unknownFlag(_ key: String, _ expected: String) throws {
        let flag = ConfigurationFlag("--set", sets: key, to: "1")
        let sentence = try ConfigurationFixture.with { $0.sentence(["NIXERY_PKGS_PATH": "pk"], flags: [flag]) }
        #expect(sentence == "--set: \(expected)")
    }

    @Test("Test hooks, and what Kubernetes sets for a service named nixery, are let through")
    func foreign() throws {
        let environment = [
            "NIXERY_PKGS_PATH": "pk", "NIXERY_TEST_CRASH": "packing", "NIXERY_PORT": "tcp://10.0.0.1:80",
            "NIXERY_SERVICE_HOST": "10.0.0.1", "NIXERY_SERVICE_PORT_HTTP": "80",
            "NIXERY_PORT_80_TCP_ADDR": "10.0.0.1",
        ]
        #expect(try ConfigurationFixture.with { $0.sentence(environment) } == nil)
    }

    @Test("Popularity is understood and said to do nothing")
    func popularity() throws {
        let warnings = try ConfigurationFixture.with {
            try $0.load(["NIXERY_PKGS_PATH": "pk", "NIX_POPULARITY_URL": "https://example.org"]).warnings
        }
        #expect(warnings.count == 1)
        #expect(warnings.first?.hasPrefix("NIX_POPULARITY_URL is not used") == true)
    }

    @Test(
        "The default storage folder belongs to the user",
        arguments: [
            (["XDG_STATE_HOME": "/state", "HOME": "/home/me"], false, "/state/nixery"),
            (["XDG_STATE_HOME": "/state"], true, "/state/nixery"),
            // The XDG specification says to ignore a relative one.
            (["XDG_STATE_HOME": "state", "HOME": "/home/me"], false, "/home/me/.local/state/nixery"),
            (["HOME": "/root"], true, "/var/lib/nixery"),
            (["HOME": "/home/me"], false, "/home/me/.local/state/nixery"),
            ([:], false, "/work/.local/state/nixery"),
        ])
    func storage(_ environment: [String: String], _ isRoot: Bool, _ folder: String) {
        let loader = ConfigurationLoader(environment: environment, workingDirectory: "/work", isRoot: isRoot)
        #expect(loader.defaultStorage() == FilePath(folder))
    }
}
