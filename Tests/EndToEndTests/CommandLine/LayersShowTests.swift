import Conformance
import FoundationEssentials
import OCI
import Subprocess
import SystemPackage
import Testing

/// `nixery layers show` with the real program.
@Suite(.requires("nix-instantiate", package: "nix-bin"))
struct LayersShowTests {
    /// What a test reads of the JSON document.
    private struct Report: Decodable {
        struct Layer: Decodable {
            struct Package: Decodable {
                let path: String
                let name: String
                let size: Int64
            }

            struct Stored: Decodable { let digest: Digest }

            let kind: String
            let size: Int64
            let packages: [Package]
            let stored: Stored?
        }

        let version: Int
        let image: String
        let strategy: String
        let layers: [Layer]
    }

    @Test func `a build stores the layers that were shown, and the next look finds them`() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            let json = ["layers", "show", "p1/p2/large", "--json", "--set", "layering.budget=3"]
            let before = try await nixery(json, set, folder)
            #expect(before.status == 0)
            let planned = try CanonicalJSON.decode(Report.self, from: before.output.utf8)
            #expect(planned.version == 1 && planned.image == "p1/p2/large")
            #expect(planned.layers.map(\.kind) == ["packages", "packages", "packages", "links"])
            #expect(planned.layers.allSatisfy { $0.stored == nil })
            #expect(planned.layers.allSatisfy { $0.size == $0.packages.reduce(0) { $0 + $1.size } })
            #expect(
                planned.layers.flatMap(\.packages).map(\.name).sorted() == [
                    "large", "lib0", "lib1", "lib2", "p1", "p2",
                ])

            let target = "oci:\(folder.appending("image"))"
            let build = try await nixery(
                ["build", "p1/p2/large", "--output", target, "--set", "layering.budget=3"], set, folder)
            #expect(build.status == 0, "\(build.error)")
            let after = try await nixery(json, set, folder)
            let stored = try CanonicalJSON.decode(Report.self, from: after.output.utf8)
            #expect(stored.layers.map(\.size) == planned.layers.map(\.size))
            let digests = stored.layers.compactMap { $0.stored?.digest.hex }
            #expect(digests.count == 4)
            for digest in digests {
                let blob = folder.appending("image/blobs/sha256").appending(digest)
                #expect(FileManager.default.fileExists(atPath: blob.string), "\(digest) is no layer of the image")
            }
            #expect(try await nixery(json, set, folder).output == after.output, "the document is the same each time")
        }
    }

    @Test func `the table goes to the output, progress to the error, the drawing to its file`() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            let file = folder.appending("layers.svg")
            try file.write("old")
            let result = try await nixery(["layers", "show", "shell/hello:x", "--svg", file.string], set, folder)
            #expect(result.status == 0)
            let lines = result.output.split(separator: "\n")
            #expect(lines.first?.hasPrefix("shell/hello:x for linux/") == true)
            #expect(lines.allSatisfy { !$0.contains("…") })
            #expect(lines.contains { $0.hasSuffix(" links to 5 packages") })
            #expect(result.error.contains("nixery: evaluating"))
            let drawing = try readText(file)
            #expect(drawing.hasPrefix("<svg ") && drawing.hasSuffix("</svg>\n"))
            #expect(drawing.contains("<title>hello 2.12: "))
            let verbose = try await nixery(["layers", "show", "hello", "--verbose"], set, folder)
            #expect(verbose.output.contains(" hello 2.12\n"))
        }
    }

    @Test(
        .enabled(
            if: examples.isPrepared || OutsideTool.isContinuousIntegration, "run examples/packages/prepare.sh first"))
    func `of the example packages, paths and sizes are those that Nix says`() async throws {
        try await withTemporaryFolder { folder in
            let show = ["layers", "show", "shell/git", "--json", "--packages", Self.examples.folder.string]
            let result = try await run(
                Program.nixery.string, show + ["--storage", folder.appending("store").string])
            #expect(result.status == 0, "\(result.error)")
            let packages = try CanonicalJSON.decode(Report.self, from: result.output.utf8).layers.flatMap(\.packages)
            let paths = packages.map(\.path)
            #expect(Set(paths).count == paths.count)
            #expect(Set(["bash", "coreutils", "git", "git-core", "glibc"]).isSubset(of: packages.map(\.name)))
            let requisites = try await run("nix-store", ["--query", "--requisites"] + paths).output
            #expect(Set(requisites.split(separator: "\n").map(String.init)) == Set(paths))
            let sizes = try await run("nix-store", ["--query", "--size"] + paths).output
            #expect(sizes.split(separator: "\n").map { Int64($0) } == packages.map(\.size))
        }
    }

    /// The repository's own package set.
    private static let examples = Examples()

    private struct Examples {
        let folder = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
            .removingLastComponent().appending("examples/packages")

        var isPrepared: Bool { FileManager.default.fileExists(atPath: folder.appending("files/index.json").string) }
    }

    /// A command line and what it ends with.
    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let error: String
        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let refused = [
        // Not a name: the command line is wrong.
        Case(arguments: ["Bad"], status: 64, error: "'Bad' is not a component"),
        Case(arguments: ["hello:-x"], status: 64, error: "nixery: The value 'hello:-x' is invalid"),
        Case(arguments: [], status: 64, error: "Missing expected argument '<image>'"),
        // As a pull says it.
        Case(arguments: ["hellp"], status: 1, error: "Could not find Nix packages: [hellp] (near 'hellp': hello"),
        Case(arguments: ["throws"], status: 1, error: "DENIED: package 'throws': this one throws"),
        // A place that the drawing must not take, found before anything is built.
        Case(arguments: ["hello", "--svg", "/dev/null"], status: 1, error: "'/dev/null' exists and is no plain file"),
        Case(arguments: ["hello", "--svg", "/nowhere/x.svg"], status: 1, error: "'/nowhere/x.svg' cannot be written"),
    ]

    @Test(arguments: refused)
    func `what cannot be shown is one sentence`(example: Case) async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            let result = try await nixery(["layers", "show"] + example.arguments, set, folder)
            #expect(result.status == example.status)
            #expect(result.output == "")
            #expect(result.error.contains(example.error), "\(result.error)")
            if example.arguments.contains("--svg") { #expect(!result.error.contains("building")) }
        }
    }

    private func nixery(
        _ arguments: [String], _ set: SampleSet, _ folder: FilePath
    ) async throws -> (status: Int32, output: String, error: String) {
        try await run(
            Program.nixery.string,
            arguments + ["--packages", set.folder.string, "--storage", folder.appending("store").string])
    }

    private func run(
        _ program: String, _ arguments: [String]
    ) async throws -> (status: Int32, output: String, error: String) {
        let result = try await Subprocess.run(
            program.contains("/") ? .path(FilePath(program)) : .name(program), arguments: Arguments(arguments),
            environment: .inherit.updating(["NIX_CONFIG": Program.nixConfiguration]), input: .none,
            output: .string(limit: 4 << 20), error: .string(limit: 1 << 20))
        guard case .exited(let status) = result.terminationStatus else { throw Errno.interrupted }
        return (status, result.standardOutput, result.standardError)
    }
}
