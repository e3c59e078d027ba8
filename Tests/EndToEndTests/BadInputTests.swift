import Conformance
import OCI
import SystemPackage
import Testing

@Suite(.requires("nix-instantiate"))
struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let path: String
        let status: Int
        let words: [String]
        var testDescription: String { path }
    }

    static let cases = [
        // Every missing package is named, with names of similar spelling.
        Case(
            path: "hellp/p1/absent/manifests/latest", status: 404,
            words: ["MANIFEST_UNKNOWN", "hellp", "absent", "hello"]),
        // Packages that cannot be had: the package and the reason, nothing private.
        Case(path: "throws/p1/manifests/latest", status: 403, words: ["DENIED", "throws", "this one throws"]),
        Case(path: "unfree/manifests/latest", status: 403, words: ["DENIED", "unfree"]),
        Case(path: "fails/p1/manifests/latest", status: 403, words: ["DENIED", "fails", "nixery log"]),
        Case(path: "foreign/manifests/latest", status: 403, words: ["DENIED", "foreign", "no machine here can build"]),
        // Malformed names and references.
        Case(path: "Hello/manifests/latest", status: 400, words: ["NAME_INVALID"]),
        Case(path: "a//b/manifests/latest", status: 400, words: ["NAME_INVALID"]),
        Case(path: "hello/manifests/-bad", status: 404, words: ["MANIFEST_UNKNOWN"]),
        Case(path: "hello/manifests/sha256:12", status: 404, words: ["MANIFEST_UNKNOWN"]),
        Case(path: "hello/blobs/sha256:12", status: 400, words: ["DIGEST_INVALID"]),
        Case(
            path: "hello/blobs/sha256:\(String(repeating: "0", count: 64))", status: 404, words: ["BLOB_UNKNOWN"]),
        Case(
            path: "hello/manifests/sha256-\(String(repeating: "0", count: 64)).sig", status: 404,
            words: ["MANIFEST_UNKNOWN"]),
        Case(path: "hello/elsewhere", status: 404, words: ["NOT_FOUND"]),
    ]

    private static let late = Case(
        path: "hangs/manifests/latest", status: 403, words: ["DENIED", "hangs", "too long"])

    @Test func eachGetsItsOwnAnswer() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            var options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            try await Registry.run(options) { registry in
                for bad in Self.cases { try await Self.check(bad, registry, folder) }
                for name in ["hello", "p1"] {
                    let good = try await registry.pull("\(name)/manifests/latest")
                    #expect(!good.manifest.layers.isEmpty, "bad requests do no harm")
                }
            }
            // So little that only what is built already is sure to be in time.
            options.environment["NIX_TIMEOUT"] = "2"
            try await Registry.run(options) { registry in
                try await Self.check(Self.late, registry, folder)
                let good = try await registry.pull("hello/p1/manifests/latest")
                #expect(!good.manifest.layers.isEmpty, "bad requests do no harm")
            }
        }
    }

    private static func check(_ bad: Case, _ registry: Registry, _ folder: FilePath) async throws {
        let answer = try await registry.get("/v2/\(bad.path)")
        #expect(answer.status == bad.status, "\(bad.path): \(answer.text)")
        #expect(answer.headers["content-type"] == "application/json", "\(bad.path)")
        for word in bad.words { #expect(answer.text.contains(word), "\(bad.path): \(answer.text)") }
        #expect(!answer.text.contains("/secret") && !answer.text.contains(folder.string), "\(answer.text)")
    }

    @Test func theLogOfAFailedBuildIsKept() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            let options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            try await Registry.run(options) { registry in
                let text = try await registry.get("/v2/fails/manifests/latest").text
                let name = try #require(text.firstMatch(of: /nixery log ([0-9a-z-]+)/)?.1)
                let print = { (arguments: [String]) in
                    try await Program.run(
                        Program.nixery.string, ["log"] + arguments,
                        environment: ["STORAGE_PATH": options.store.string, "NIXERY_PKGS_PATH": set.folder.string])
                }
                for subject in [String(name), "fails"] {
                    let log = try await print([subject])
                    #expect(log.status == 0)
                    #expect(log.output.contains("the reason is here"))
                }
                let list = try await print([])
                let title = "package 'fails': the build of 'fails-1' failed"
                #expect(
                    list.output.wholeMatch(of: /([0-9a-z]{32})  20[0-9T:-]+Z  (.*)\n/)?.output.2 == Substring(title))
                #expect(list.output.hasPrefix(name))
                #expect(try await print(["hello"]).status == 1)
            }
        }
    }

    /// What must not start says why in one sentence.
    @Test(arguments: [
        (["NIXERY_PKGS_PATH": "/nowhere/at/all"], "/nowhere/at/all"),
        (["NIXERY_PKGS_PATHS": "x"], "NIXERY_PKGS_PATH"),
        (["PORT": "many"], "PORT"),
        (["NIXERY_STORAGE_BACKEND": "tape"], "tape"),
        (["STORAGE_PATH": "/proc/nowhere"], "'/proc/nowhere' could not be read or written: opening the store's folder"),
    ])
    func refusesToStart(environment: [String: String], word: String) async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: "none")
            let outcome = try await Program.run(
                Program.nixery.string, ["serve"],
                environment: ["NIXERY_PKGS_PATH": set.folder.string, "STORAGE_PATH": folder.appending("s").string]
                    .merging(environment) { $1 })
            #expect(outcome.status == 1)
            #expect(outcome.output.contains(word), "\(outcome.output)")
            #expect(outcome.output.split(separator: "\n").count == 1, "\(outcome.output)")
        }
    }

    @Test func whatIsNoPackageSetEndsTheProcessWithTheReason() async throws {
        try await withTemporaryFolder { folder in
            try folder.appending("set/default.nix").write("{ }: let in (")
            let outcome = try await Program.run(
                Program.nixery.string, ["serve"],
                environment: [
                    "NIXERY_PKGS_PATH": folder.appending("set").string, "PORT": "0",
                    "STORAGE_PATH": folder.appending("s").string,
                ])
            #expect(outcome.status != 0)
            #expect(outcome.output.contains("not a package set"), "\(outcome.output)")
        }
    }
}
