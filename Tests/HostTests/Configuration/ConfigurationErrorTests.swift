import FoundationEssentials
import SystemPackage
import Testing

@testable import Host

@Suite("What is wrong with a configuration is one sentence with a place")
struct ConfigurationErrorTests {
    /// A file and the sentence that it is refused with.
    struct Case: Sendable, CustomTestStringConvertible {
        let yaml: String
        let sentence: String
        var testDescription: String { sentence }

        init(_ yaml: String, _ sentence: String) {
            self.yaml = yaml
            self.sentence = sentence
        }
    }

    static let unknownKeys = [
        Case("server:\n  prot: 80", "line 2: unknown key 'prot' in 'server'; did you mean 'port'?"),
        Case(
            "server:\n  port: 80\n  LogLevel: info",
            "line 3: unknown key 'LogLevel' in 'server'; did you mean 'logLevel'?"),
        Case("\n\nsorce:\n  path: pk", "line 3: unknown key 'sorce'; did you mean 'source'?"),
        Case("source:\n  pth: pk", "line 2: unknown key 'pth' in 'source'; did you mean 'path'?"),
        Case(
            "layering: {best: 1}",
            "line 1: unknown key 'best' in 'layering'; known are strategy, budget, table, popularity, record, script"),
        Case(
            "images:\n  metaPackages:\n    dev:\n      package: [git]",
            "line 4: unknown key 'package' in 'images.metaPackages.dev'; did you mean 'packages'?"),
        Case(
            "images:\n  metaPackages:\n    dev:\n      settings:\n        command: [sh]",
            "line 5: unknown key 'command' in 'images.metaPackages.dev.settings'; "
                + "known are entrypoint, cmd, env, user, labels, workingDir, ports"),
        // The first of several by line, not by name.
        Case(
            "cache:\n  zz: 1\n  aa: 2",
            "line 2: unknown key 'zz' in 'cache'; known are memory, blobTrust, failureMinimum, failureMaximum"),
    ]

    static let badValues = [
        Case("server:\n  port: 70000", "line 2: 'server.port' must be a whole number from 0 to 65535, not '70000'"),
        Case("server: {port: many}", "line 1: 'server.port' must be a whole number from 0 to 65535, not 'many'"),
        // The sentence stays one line.
        Case(
            "server: {port: \"a\\nb\"}",
            "line 1: 'server.port' must be a whole number from 0 to 65535, not 'a\u{FFFD}b'"),
        Case("server:\n  port: -1", "line 2: 'server.port' must be a whole number from 0 to 65535, not '-1'"),
        Case("layering:\n  budget: 0", "line 2: 'layering.budget' must be a whole number from 1 to 126, not '0'"),
        Case("layering: {budget: 127}", "line 1: 'layering.budget' must be a whole number from 1 to 126, not '127'"),
        Case(
            "layering: {strategy: best}",
            "line 1: 'layering.strategy' must be one of families, largest, single, nixery, popularity, size-first, "
                + "script, not 'best'"),
        Case("server: {blobs: both}", "line 1: 'server.blobs' must be one of redirect, proxy, not 'both'"),
        Case(
            "server:\n  proxyNetworks:\n    - 10.0.0.0/8\n    - 10.1.0.0/8",
            "line 4: 'server.proxyNetworks' must be a network such as 10.0.0.0/8 or fd00::/8, without bits after its "
                + "prefix, or an address, not '10.1.0.0/8'"),
        Case(
            "server:\n  trustedProxies: 10.0.0.0/8", "line 2: 'server.trustedProxies' must be a list"),
        Case("server: {catalog: yes}", "line 1: 'server.catalog' must be true or false, not 'yes'"),
        Case(
            "source:\n  kind: svn\n  url: x",
            "line 2: 'source.kind' must be one of path, git, channel, overlay, script, not 'svn'"),
        Case(
            "storage: {backend: s4}",
            "line 1: 'storage.backend' must be one of filesystem, memory, s3, gcs, not 's4'"
        ),
        Case(
            "storage: {backend: s3}",
            "'storage.s3.bucket' is missing: it names the bucket that holds the objects"),
        Case(
            "storage: {backend: s3, s3: {bucket: ab}}",
            "line 1: 'storage.s3.bucket' must be a bucket's name: 3 to 63 letters, digits and any of '._-', not 'ab'"),
        Case(
            "storage: {backend: s3, s3: {bucket: layers, endpoint: 'https://me:hunter2@host'}}",
            "line 1: 'storage.s3.endpoint' cannot be used: it holds a user's name or password"),
        Case(
            "storage:\n  s3: {bucket: layers}",
            "line 2: unknown key 's3' in 'storage'; known are backend, path, minimumFree"),
        Case(
            "storage: {backend: gcs}",
            "'storage.gcs.bucket' is missing: it names the bucket that holds the objects"),
        Case(
            "storage: {backend: gcs, gcs: {bucket: layers, endpoint: 'http://host/path'}}",
            "line 1: 'storage.gcs.endpoint' cannot be used: it is not 'http[s]://host[:port]'"),
        Case(
            "storage: {backend: gcs, gcs: {bucket: layers, credentials: nowhere.json}}",
            "nixery.yaml: line 1: 'storage.gcs.credentials' cannot be used: there is no 'nowhere.json'"),
        Case(
            "images: {platform: linux/riscv64}",
            "line 1: 'images.platform' must be linux/amd64 or linux/arm64, not 'linux/riscv64'"),
        Case(
            "images:\n  annotations:\n    - revision\n    - date",
            "line 4: 'images.annotations' must be one of revision, source, not 'date'"),
        Case(
            "source: {path: pk, file: ../x}", "line 1: 'source.file' must be a relative path without '..', not '../x'"),
        Case(
            "nix:\n  buildTimeout: 5 minutes",
            "line 2: 'nix.buildTimeout' must be a duration such as 90, 90s or 5m, from 1s to 7d, not '5 minutes'"),
        Case(
            "nix: {maximumHeap: 2GB}",
            "line 1: 'nix.maximumHeap' must be a size such as 512M or 2G, from 64M to 1024T, not '2GB'"),
    ]

    static let shapes = [
        Case("server: 80", "line 1: 'server' must be a mapping of keys to values"),
        Case("- server", "line 1: the file must be a mapping of keys to values"),
        Case("server:\n  port: [80]", "line 2: 'server.port' must be a single value"),
        Case("images:\n  basePackages: cacert", "line 2: 'images.basePackages' must be a list"),
        Case("images:\n  basePackages:\n    - {a: b}", "line 3: 'images.basePackages' must be a single value"),
        Case("source:\n  path: pk\n  arguments: {a: [1]}", "line 3: 'source.arguments.a' must be a single value"),
        Case("server:\n  port:\n  catalog: true", "line 2: 'server.port' has no value"),
        Case("server:\n  port: 80\n  port: 81", "line 2: key 'port' is given twice"),
        Case("source:\n  file: x.nix", "'source.path' is missing: it is the folder with the package set"),
        Case("server:\n  port: 'x\n", "line 3: not YAML: found unexpected end of stream"),
        Case("server: {}\n---\nserver: {}", "line 2: not YAML: but found another document"),
    ]

    @Test("A refused file", arguments: unknownKeys + badValues + shapes)
    func refused(_ example: Case) throws {
        let sentence = try ConfigurationFixture.with(example.yaml) { $0.sentence() }
        let placed = example.sentence.hasPrefix("line") ? "nixery.yaml: \(example.sentence)" : example.sentence
        #expect(sentence == placed)
    }

    @Test("Values that cannot work together or need what is not there")
    func unusable() throws {
        let cases = [
            ("source: {path: nowhere}", "nixery.yaml: line 1: 'source.path' cannot be used: there is no 'nowhere'"),
            (
                "source:\n  path: pk\n  file: x.nix",
                "nixery.yaml: line 3: 'source.file' cannot be used: there is no 'x.nix' in 'pk'"
            ),
            (
                "source: {path: pk}\nstorage: {path: pk/default.nix}",
                "nixery.yaml: line 2: 'storage.path' cannot be used: 'pk/default.nix' is not a folder"
            ),
            (
                "source: {path: pk}\ncache:\n  failureMinimum: 2h",
                "nixery.yaml: line 3: 'cache.failureMinimum' cannot be used: it is more than 'cache.failureMaximum'"
            ),
            (
                "source: {path: pk}\nimages: {metaPackages: {Dev: {}}}",
                "'images.metaPackages' cannot be used: 'Dev' cannot be part of an image name"
            ),
        ]
        for (yaml, expected) in cases {
            #expect(try ConfigurationFixture.with(yaml) { $0.sentence() } == expected)
        }
    }

    @Test("A path that cannot be looked at is not called missing")
    func unreachable() throws {
        // A loop stops root as well, whom no folder's mode does.
        try ConfigurationFixture.with("source: {path: loop/set}") { fixture in
            let link = fixture.folder.appending("loop").string
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: link)
            #expect(
                fixture.sentence()
                    == "nixery.yaml: line 1: 'source.path' cannot be used: 'loop/set': Too many levels of symbolic links"
            )
        }
    }

    @Test("A file that is not there is refused with the reason")
    func missingFile() throws {
        try ConfigurationFixture.with { fixture in
            let sentence = fixture.sentence(["NIXERY_CONFIG": fixture.file.string])
            #expect(sentence == "nixery.yaml: cannot be read: No such file or directory")
        }
    }

    @Test("A file that is not UTF-8 is refused")
    func notUTF8() throws {
        try ConfigurationFixture.with { fixture in
            try ConfigurationFixture.write(bytes: [0x73, 0xFF, 0x0A], to: fixture.file)
            #expect(fixture.sentence() == "nixery.yaml: cannot be read: it is not UTF-8")
        }
    }
}
