import Conformance
import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import Testing

/// `nixery layers`, through the real program.
@Suite struct LayersTests {
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

    /// A fresh folder with both files.
    private struct Files {
        let folder: FilePath
        var nodes: FilePath { folder.appending("nodes.json") }
        var requests: FilePath { folder.appending("requests.json") }
        var output: FilePath { folder.appending("output.json") }

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
    }

    private func withFiles(_ body: (Files) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let files = Files(folder: folder)
            try files.nodes.write(Self.nodes)
            try files.requests.write(Self.requests)
            try await body(files)
        }
    }

    private struct Plans: Decodable {
        let plans: [String: [[String]]]
    }

    private func plans(_ file: FilePath) throws -> [String: [[String]]] {
        try JSONDecoder().decode(Plans.self, from: Data(readText(file).utf8)).plans
    }

    @Test(arguments: ["families", "largest", "single", "nixery", "popularity", "size-first"])
    func `Every strategy plans every request, and says how long that took`(_ strategy: String) async throws {
        try await withFiles { files in
            let result = try await files.plan(strategy, "--budget", "3")
            #expect(result.status == 0, "\(result.output)")
            let time = /[0-9]+\.[0-9]{3} ms/
            let summary =
                /3 plans in (?:\d+\.\d{3}) ms, (?:\d+\.\d{3}) ms each; the largest, of 5 paths, in (?:\d+\.\d{3}) ms\n/
            #expect(result.output.wholeMatch(of: summary) != nil, "\(result.output)")
            #expect(result.output.matches(of: time).count == 3)
            let plans = try plans(files.output)
            #expect(plans.keys.sorted() == ["a", "b", "c"])
            #expect(plans.values.allSatisfy { $0.count <= 3 })
            #expect(plans["a"]?.joined().sorted() == ["/s/base", "/s/libx", "/s/liby", "/s/one"])
            #expect(plans["c"]?.joined().count == 5)
        }
    }

    @Test func `Another field of the requests names other roots`() async throws {
        try await withFiles { files in
            let result = try await files.plan("single", "--roots-key", "roots_v2")
            #expect(result.status == 0, "\(result.output)")
            #expect(try plans(files.output) == ["a": [["/s/base"]], "b": [["/s/base"]], "c": [["/s/base"]]])
        }
    }

    @Test func `A learned table groups what it learned from`() async throws {
        try await withFiles { files in
            let table = files.folder.appending("table.json").string
            let learned = try await files.layers(
                "learn", "--requests", files.requests.string, "--graph", files.nodes.string, "--output", table)
            #expect(learned.status == 0, "\(learned.output)")
            #expect(learned.output.contains(/learned \d+ families from 3 images\n/), "\(learned.output)")
            #expect(!learned.output.contains("\u{1B}"), "no terminal is there")
            let lines = try readText(FilePath(table)).split(separator: "\n")
            #expect(lines.first == #"{"version":1,"images":3,"families":["#)
            for package in ["base", "libx", "liby", "one", "two"] {
                #expect(lines.count { $0.contains("\"\(package)\"") } == 1, "\(package) is in one family")
            }
            let planned = try await files.plan("families", "--table", table)
            #expect(planned.status == 0, "\(planned.output)")
            #expect(try plans(files.output)["a"]?.joined().count == 4)
        }
    }

    @Test func `A table is learned from a graph alone, the same one every time`() async throws {
        try await withFiles { files in
            for name in ["first", "second"] {
                let result = try await files.layers(
                    "learn", "--graph", files.nodes.string, "--synthetic", "30", "--base", "base", "--output",
                    files.folder.appending(name).string)
                #expect(result.status == 0, "\(result.output)")
                #expect(result.output.contains(/learned \d+ families from 30 images\n/), "\(result.output)")
            }
            #expect(
                try readText(files.folder.appending("first")) == readText(files.folder.appending("second")))
        }
    }

    /// What is said about a wrong command line, and how it ends.
    static let wrong: [(arguments: [String], status: Int32, error: String)] = [
        // The command line's fault.
        (["plan", "--strategy", "best"], 64, "there is no strategy 'best' here; known are families, largest, "),
        (["plan", "--strategy", "script"], 64, "there is no strategy 'script' here"),
        (["plan", "--strategy", "single", "--budget", "0"], 64, "a layer budget is 1 to 126, not 0"),
        (["plan", "--strategy", "single", "--budget", "x"], 64, "'x' is not a number from 1 to 126"),
        (
            ["plan", "--strategy", "largest", "--table", "t", "--nodes", "n", "--requests", "r", "--output", "o"], 64,
            "--table is for the strategy 'families', not 'largest'"
        ),
        (["learn", "--synthetic", "5", "--output", "o"], 64, "--synthetic draws from a graph; say which with --graph"),
        (["learn", "--graph", "g", "--synthetic", "few", "--output", "o"], 64, "'few' is not a number from 0 on"),
        // That of what it names.
        (
            ["learn", "--graph", "/nowhere", "--output", "/nowhere/t"], 1,
            "'/nowhere/t' cannot be written: No such file"
        ),
        (
            ["learn", "--graph", "/nowhere", "--output", "/tmp/t"], 1,
            "'/nowhere' cannot be used: there is no such file"
        ),
        (["learn", "--graph", "/dev/null", "--output", "/tmp/t"], 1, "'/dev/null' cannot be used: it is empty"),
        (["requests", "--output", "/dev/null"], 1, "'/dev/null' exists and is no plain file"),
    ]

    @Test(arguments: wrong) func `What is wrong is said in a sentence`(
        _ arguments: [String], _ status: Int32, _ error: String
    ) async throws {
        let result = try await Program.run(Program.nixery.string, ["layers"] + arguments)
        #expect(result.status == status)
        #expect(result.output.contains(error), "\(result.output)")
        #expect(result.output.hasPrefix("nixery: ") && result.output.hasSuffix("\n"))
    }

    @Test func `A fault leaves the output as it was`() async throws {
        try await withFiles { files in
            try files.output.write("old")
            try files.requests.write(#"{"requests":[{"id":"a","roots":["three"]}]}"#)
            let result = try await files.plan("single")
            #expect(result.status == 1)
            #expect(
                result.output == "nixery: '\(files.nodes)' cannot be used: the request 'a' asks for 'three', "
                    + "and no package is called so\n")
            #expect(try readText(files.output) == "old")
            #expect(try files.names == ["nodes.json", "output.json", "requests.json"])
        }
    }

    @Test func `An interrupted command leaves no part of a table`() async throws {
        try await withFiles { files in
            let pipe = files.folder.appending("pipe")
            try #require(mkfifo(pipe.string, 0o600) == 0)
            let log = files.folder.appending("log")
            let descriptor = try FileDescriptor.open(
                log, .writeOnly, options: [.create], permissions: .ownerReadWrite)
            // It waits for the graph, which never comes.
            let result = try await Subprocess.run(
                .path(Program.nixery),
                arguments: ["layers", "learn", "--graph", pipe.string, "--output", files.output.string],
                input: .none, output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false),
                error: .fileDescriptor(descriptor, closeAfterSpawningProcess: true)
            ) { execution in
                while try !readText(log).contains("reading images") { try await Task.sleep(for: .milliseconds(20)) }
                kill(execution.processIdentifier.value, SIGINT)
            }
            #expect(result.terminationStatus != .exited(0))
            #expect(try files.names == ["log", "nodes.json", "pipe", "requests.json"])
        }
    }

    @Test(.requires("nix-instantiate"))
    func `A server that is told to records what it builds, for learning and for export`() async throws {
        try await withFiles { files in
            let set = try SampleSet(in: files.folder, salt: files.folder.string)
            var options = Registry.Options(packages: set.folder, store: files.folder.appending("store"))
            options.environment["NIXERY_LAYERING_RECORD"] = "true"
            try await Registry.run(options) { registry in
                for image in ["p0/p1", "p1/p0", "p4"] { _ = try await registry.pull("\(image)/manifests/latest") }
            }
            let environment = ["NIXERY_PKGS_PATH": set.folder.string, "STORAGE_PATH": options.store.string]
            let log = files.folder.appending("log")
            let exported = try await files.layers("requests", "--output", log.string, environment: environment)
            #expect(exported.output == "wrote 2 images\n")
            let lines = try readText(log).split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.allSatisfy { $0.hasPrefix(#"{"packages":[{"name":""#) && $0.hasSuffix("]}") })
            #expect(!lines.joined().contains("/nix/store") && !lines.joined().contains("latest"))
            for arguments in [[], ["--requests", log.string]] {
                let table = files.output.string
                let learned = try await Program.run(
                    Program.nixery.string, ["layers", "learn", "--output", table] + arguments, environment: environment)
                #expect(learned.output.contains(/learned \d+ families from 2 images\n/), "\(learned.output)")
                options.environment["NIXERY_LAYERING_TABLE"] = table
                options.store = files.folder.appending("fresh\(arguments.count)")
                try await Registry.run(options) { _ = try await $0.pull("p0/p4/manifests/latest") }
            }
        }
    }

    @Test func `Without recorded images there is nothing to learn`() async throws {
        try await withFiles { files in
            try files.folder.appending("set/default.nix").write("{ }")
            let result = try await files.layers(
                "learn", "--output", files.output.string,
                environment: [
                    "NIXERY_PKGS_PATH": files.folder.appending("set").string,
                    "STORAGE_PATH": files.folder.appending("store").string,
                ])
            #expect(result.status == 1)
            #expect(
                result.output.hasSuffix(
                    "nixery: there is no image to learn from; set 'layering.record' and build some, or name files\n"))
        }
    }
}
