import Conformance
import FoundationEssentials
import SystemPackage
import Testing

/// The real program with `layering.popularity`, or the Go program's variable for it.
@Suite(.requires("nix-instantiate"))
struct PopularityTests {
    private static func set(salt: String) -> String {
        """
        { system ? builtins.currentSystem, ... }:
        let
          part = name: text: derivation {
            inherit name system text;
            builder = "/bin/sh";
            args = [ "-ec" "PATH=/usr/bin:/bin; mkdir -p $out/share; echo $text >$out/share/${name}" ];
            salt = "\(salt)";
          };
          base = part "base-2.0" "base";
        in { app = part "app-1.0" "uses ${base}"; }
        """
    }

    /// What building an image of `app`, which needs `base`, gives.
    private func build(_ place: String?, in folder: FilePath) async throws -> Program.Outcome {
        try folder.appending("set/default.nix").write(Self.set(salt: folder.string))
        return try await Program.run(
            Program.nixery.string,
            [
                "build", "app", "--packages", folder.appending("set").string, "--storage",
                folder.appending("store-\(UInt32.random(in: 0...UInt32.max))").string, "--set",
                "layering.strategy=nixery", "--output", "oci:\(folder.appending("image"))",
            ], environment: place.map { ["NIX_POPULARITY_URL": $0] } ?? [:])
    }

    private func layers(_ folder: FilePath) throws -> Int {
        struct Index: Decodable {
            let manifests: [Descriptor]
            struct Descriptor: Decodable { let digest: String }
        }
        struct Manifest: Decodable {
            let layers: [Layer]
            struct Layer: Decodable {}
        }
        let image = folder.appending("image")
        let index = try JSONDecoder().decode(
            Index.self, from: Data(contentsOf: URL(filePath: image.appending("index.json").string)))
        let digest = try #require(index.manifests.first?.digest.split(separator: ":").last)
        let blob = image.appending("blobs/sha256").appending(String(digest))
        return try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: URL(filePath: blob.string))).layers.count
    }

    /// A file, and how many layers of packages it leads to.
    static let popularities: [(String?, Int)] = [
        // Nothing is known: what only one package needs goes with it.
        (nil, 1),
        // From 100 on, a layer of its own; by name and version, as the Go program has it.
        (#"{"base-2.0": 100}"#, 2), (#"{"base-2.0": 99}"#, 1), (#"{"base-2.1": 100}"#, 1),
    ]

    @Test(arguments: popularities)
    func `A popular package has a layer of its own`(text: String?, count: Int) async throws {
        try await withTemporaryFolder { folder in
            let server = try ScriptedServer { _ in .text(text ?? "") }
            defer { server.stop() }
            let outcome = try await build(text.map { _ in server.url("/popularity.json") }, in: folder)
            #expect(outcome.status == 0, "\(outcome.output)")
            // The layer of links is one more.
            #expect(try layers(folder) == count + 1)
        }
    }

    @Test func `Where the popularity cannot be had, nothing is served, and the query shows nowhere`() async throws {
        try await withTemporaryFolder { folder in
            let server = try ScriptedServer { _ in .answer(404) }
            defer { server.stop() }
            let place = server.url("/popularity.json?token=s3cret")
            try folder.appending("set/default.nix").write(Self.set(salt: folder.string))
            let outcome = try await Program.run(
                Program.nixery.string,
                [
                    "serve", "--packages", folder.appending("set").string, "--storage",
                    folder.appending("store").string,
                    "--port", "0", "--set", "layering.strategy=nixery",
                ], environment: ["NIX_POPULARITY_URL": place])
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("'layering.popularity' cannot be used: there is nothing at"))
            #expect(!outcome.output.contains("s3cret"))
        }
    }
}
