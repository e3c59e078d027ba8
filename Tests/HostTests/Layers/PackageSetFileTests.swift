import Conformance
import Layering
import SystemPackage
import Testing

@testable import Host

@Suite struct PackageSetFileTests {
    private static let nodes = """
        {"nodes":[
        {"path":"/s/git","name":"git","version":"2","size":30,"refs":["/s/git","/s/glibc"],"popularity":4},
        {"path":"/s/glibc","name":"glibc","version":"2.40","size":90,"refs":[],"popularity":900},
        {"path":"/s/old","name":"glibc","version":"2.39","size":80,"refs":[],"popularity":3}]}
        """

    private static func request(_ roots: String...) -> ImageRequestFile.Request { .init(id: "r", roots: roots) }

    @Test func `Nodes become a graph whose references leave themselves out`() async throws {
        try await LayerFileFolder.run(Self.nodes) { files in
            let set = try await PackageSetFile.read(files.file)
            #expect(
                set.graph.packages == [
                    .init(name: "git", version: "2", narSize: 30, references: [1], popularity: 4),
                    .init(name: "glibc", version: "2.40", narSize: 90, references: [], popularity: 900),
                    .init(name: "glibc", version: "2.39", narSize: 80, references: [], popularity: 3),
                ])
            #expect(
                set.popularity == Popularity(["git": 4, "git-2": 4, "glibc": 900, "glibc-2.40": 900, "glibc-2.39": 3]))
        }
    }

    @Test func `A request's closure has the store paths that it leads to`() async throws {
        try await LayerFileFolder.run(Self.nodes) { files in
            let set = try await PackageSetFile.read(files.file)
            let graph = try set.closureGraph(of: Self.request("git"))
            #expect(graph.nodes.map(\.path) == ["/s/git", "/s/glibc"])
            #expect(graph.nodes[0].references == ["/s/glibc"])
            #expect(graph.roots == ["/s/git"])
            #expect(try set.closureGraph(of: Self.request("/s/old")).nodes.map(\.narSize) == [80], "by its path")
        }
    }

    @Test(arguments: [
        ("curl", "the request 'r' asks for 'curl', and no package is called so"),
        ("glibc", "the request 'r' asks for 'glibc', and 2 packages are called so"),
    ]) func `A request for what is not one package is refused`(_ root: String, _ reason: String) async throws {
        try await LayerFileFolder.run(Self.nodes) { files in
            let set = try await PackageSetFile.read(files.file)
            #expect(throws: LayerFileError(files.file, reason)) { try set.packages(of: Self.request("git", root)) }
        }
    }

    @Test(.requires("gzip")) func `Columns become a graph without store paths, compressed too`() async throws {
        let text = #"{"names":["bash","libc","lone"],"sizes":[3,7,0],"refs":[[1,1,0],[],[1]]}"#
        try await LayerFileFolder.run(text) { files in
            for file in [files.file, try await files.compressed()] {
                let set = try await PackageSetFile.read(file)
                #expect(
                    set.graph.packages == [
                        .init(name: "bash", version: "", narSize: 3072, references: [1], popularity: 0),
                        .init(name: "libc", version: "", narSize: 7168, references: [], popularity: 2),
                        .init(name: "lone", version: "", narSize: 0, references: [1], popularity: 0),
                    ])
                #expect(
                    throws: LayerFileError(file, "it has no store paths, so nothing can be planned")
                ) { try set.closureGraph(of: Self.request("bash")) }
            }
        }
    }

    private static func node(
        _ path: String = "/s/a", size: String = "1", refs: String = "", popularity: String = "0"
    ) -> String {
        #"{"path":"\#(path)","name":"a","version":"","size":\#(size),"refs":[\#(refs)],"popularity":\#(popularity)}"#
    }

    static let faults = [
        // What is no package set.
        FileFault("", "it is empty"),
        FileFault("{\"nodes\":[", "it is not JSON"),
        FileFault("{}", "'nodes' is missing"),
        // Nodes.
        FileFault("{\"nodes\":[\(node()),\(node())]}", "it has '/s/a' twice"),
        FileFault(
            "{\"nodes\":[\(node(refs: "\"/s/b\""))]}", "'/s/a' refers to '/s/b', which is not in the file"),
        FileFault("{\"nodes\":[\(node(size: "-1"))]}", "'/s/a' has a size that is not from 0 to 1 PiB"),
        FileFault("{\"nodes\":[\(node(size: "1125899906842625"))]}", "'/s/a' has a size that is not from 0 to 1 PiB"),
        FileFault("{\"nodes\":[\(node(size: "\(Int64.max)"))]}", "'/s/a' has a size that is not from 0 to 1 PiB"),
        FileFault("{\"nodes\":[\(node(popularity: "-1"))]}", "'/s/a' has a popularity that is not from 0 to 2^40"),
        FileFault(
            "{\"nodes\":[\(node(popularity: "\(Int.max)"))]}", "'/s/a' has a popularity that is not from 0 to 2^40"),
        FileFault(
            "{\"nodes\":[\((0...1024).map { node("/s/\($0)", size: "\(1 << 50)") }.joined(separator: ","))]}",
            "its sizes add up to more than 1 EiB"),
        FileFault("{\"nodes\":[\(node(size: "\"big\""))]}", "'nodes[0].size' has the wrong type"),
        FileFault("{\"nodes\":[{\"path\":\"/s/a\"}]}", "'nodes[0].name' is missing"),
        // Columns.
        FileFault(#"{"names":["a"],"sizes":[1]}"#, "'refs' is missing"),
        FileFault(#"{"names":["a"],"sizes":[1,2],"refs":[[]]}"#, "'names', 'sizes' and 'refs' differ in length"),
        FileFault(#"{"names":["a"],"sizes":[1],"refs":[[1]]}"#, "'a' refers to position 1 of 1"),
        FileFault(#"{"names":["a"],"sizes":[1],"refs":[[-1]]}"#, "'a' refers to position -1 of 1"),
        FileFault(#"{"names":["a"],"sizes":[-1],"refs":[[]]}"#, "'a' has a size that is not from 0 to 1 PiB"),
        FileFault(
            #"{"names":["b","a"],"sizes":[1,1099511627777],"refs":[[],[]]}"#,
            "'a' has a size that is not from 0 to 1 PiB"),
        FileFault(
            #"{"names":["a"],"sizes":[\#(Int64.max)],"refs":[[]]}"#, "'a' has a size that is not from 0 to 1 PiB"),
    ]

    @Test func `The largest figures that are taken overflow nothing`() async throws {
        let figures = Self.node(size: "\(1 << 50)", popularity: "\(1 << 40)")
        try await LayerFileFolder.run("{\"nodes\":[\(figures)]}") { files in
            let set = try await PackageSetFile.read(files.file)
            #expect(set.graph.syntheticImages(count: 3, seed: 1) == [[0], [0], [0]])
            let graph = try set.closureGraph(of: Self.request("a"))
            let plan = try NixeryStrategy(popularity: set.popularity).plan(graph, budget: .standard)
            #expect(plan.layers == [["/s/a"]])
        }
    }

    @Test(arguments: faults) func `A faulty file is refused with its name and the reason`(_ fault: FileFault)
        async throws
    {
        try await fault.expectRefusal { try await PackageSetFile.read($0) }
    }
}
