import Conformance
import OCI
import SystemPackage
import Testing

/// The real program with layers that a script or a table decides.
@Suite(.requires("nix-instantiate"))
struct LayerPlanningTests {
    @Test(.requires("jq")) func `A script plans; where it is broken, known images stay`() async throws {
        try await withTemporaryFolder { folder in
            let script = folder.appending("plan.sh")
            let write = { @Sendable (text: String) in
                try script.write("#!/bin/sh\n\(text)\n", permissions: .init(rawValue: 0o755))
            }
            try write("exec jq -c '{version: 1, layers: [.graph[] | [.path]]}'")
            let layering = "layering: {strategy: script, script: {program: \(script), timeLimit: 30s}}"
            try await serve(layering, in: folder) { registry in
                // A layer for each of two packages, and one of links.
                let image = try await registry.pull("hello/other/manifests/latest")
                #expect(image.manifest.layers.count == 3)
                try write("echo nothing to say >&2; exec cat /dev/zero")
                #expect(try await registry.pull("hello/other/manifests/latest").digest == image.digest)
                let answer = try await registry.get("/v2/hello/manifests/latest")
                #expect(answer.status == 503, "\(answer.text)")
                #expect(answer.text.contains("the script 'plan.sh' answered more than"), "\(answer.text)")
                #expect(!answer.text.contains(folder.string), "\(answer.text)")
            }
        }
    }

    @Test func `A table keeps families together`() async throws {
        try await withTemporaryFolder { folder in
            let families = #"[{"packages":["hello","other"],"seen":1}]"#
            let table = #"{"version":1,"images":1,"levels":[{"budget":94,"families":\#(families)}]}"#
            try folder.appending("families.json").write(table)
            try await serve("layering: {table: families.json}", in: folder) { registry in
                // Both packages in one layer, and the links.
                let image = try await registry.pull("hello/other/manifests/latest")
                #expect(image.manifest.layers.count == 2)
            }
        }
    }

    @Test func `A table that cannot be used is told at the start`() async throws {
        try await withTemporaryFolder { folder in
            try folder.appending("families.json").write(#"{"version":7}"#)
            let file = try configuration("layering: {table: families.json}", in: folder)
            let arguments = ["serve", "--config", file.string, "--storage", folder.appending("store").string]
            let result = try await Program.run(Program.nixery.string, arguments)
            #expect(result.status == 1)
            #expect(result.output.contains("families.json") && result.output.contains("version"), "\(result.output)")
        }
    }

    private func serve(
        _ layering: String, in folder: FilePath, _ body: @Sendable (Registry) async throws -> Void
    ) async throws {
        let file = try configuration(layering, in: folder)
        let options = Registry.Options(store: folder.appending("store"), arguments: ["--config", file.string])
        try await Registry.run(options, body: body)
    }

    private func configuration(_ layering: String, in folder: FilePath) throws -> FilePath {
        try folder.appending("set/default.nix").write(SmallSet.expression(saying: "hello", salt: folder.string))
        let file = folder.appending("nixery.yaml")
        try file.write("source: {path: set}\n\(layering)\n")
        return file
    }
}
