import Conformance
import FoundationEssentials
import SystemPackage

/// A fresh folder with a small package set and requests for it, for `nixery layers`.
struct LayerFiles {
    let folder: FilePath
    var nodes: FilePath { folder.appending("nodes.json") }
    var requests: FilePath { folder.appending("requests.json") }
    var output: FilePath { folder.appending("output.json") }

    /// Two programs on two libraries; every image has `base`.
    private static let nodes = """
        {"nodes":[
        {"path":"/s/base","name":"base","version":"1","size":100,"refs":[],"popularity":9},
        {"path":"/s/libx","name":"libx","version":"1","size":50,"refs":["/s/base"],"popularity":2},
        {"path":"/s/liby","name":"liby","version":"1","size":40,"refs":["/s/base","/s/liby"],"popularity":2},
        {"path":"/s/one","name":"one","version":"1","size":10,"refs":["/s/libx","/s/liby"],"popularity":0},
        {"path":"/s/two","name":"two","version":"1","size":20,"refs":["/s/libx","/s/liby"],"popularity":0}]}
        """
    private static let requests = """
        {"requests":[
        {"id":"a","roots":["one"],"roots_v2":["base"]},
        {"id":"b","roots":["two"],"roots_v2":["base"]},
        {"id":"c","roots":["one","two"],"roots_v2":["base"]}]}
        """

    static func run(_ body: (LayerFiles) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let files = LayerFiles(folder: folder)
            try files.nodes.write(nodes)
            try files.requests.write(requests)
            try await body(files)
        }
    }

    /// Runs `nixery layers` without a configuration.
    func layers(_ arguments: String..., environment: [String: String] = [:]) async throws -> Program.Outcome {
        try await Program.run(Program.nixery.string, ["layers"] + arguments, environment: environment)
    }

    func plan(_ strategy: String, _ more: String...) async throws -> Program.Outcome {
        try await Program.run(
            Program.nixery.string,
            [
                "layers", "plan", "--strategy", strategy, "--nodes", nodes.string, "--requests", requests.string,
                "--output", output.string,
            ] + more)
    }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted() }
    }

    /// What `layers plan` wrote.
    var plans: [String: [[String]]] {
        get throws { try JSONDecoder().decode(Plans.self, from: Data(readText(output).utf8)).plans }
    }

    private struct Plans: Decodable {
        let plans: [String: [[String]]]
    }
}
