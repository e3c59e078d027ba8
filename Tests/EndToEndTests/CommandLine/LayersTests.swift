import Conformance
import FoundationEssentials
import SystemPackage
import Testing

/// `nixery layers`, through the real program.
@Suite struct LayersTests {
    @Test(arguments: ["families", "largest", "single", "nixery", "popularity", "size-first"])
    func `Every strategy plans every request, and says how long that took`(_ strategy: String) async throws {
        try await LayerFiles.run { files in
            let result = try await files.plan(strategy, "--budget", "3")
            #expect(result.status == 0, "\(result.output)")
            let time = /[0-9]+\.[0-9]{3} ms/
            let summary =
                /3 plans in (?:\d+\.\d{3}) ms, (?:\d+\.\d{3}) ms each; the largest, of 5 paths, in (?:\d+\.\d{3}) ms\n/
            #expect(result.output.wholeMatch(of: summary) != nil, "\(result.output)")
            #expect(result.output.matches(of: time).count == 3)
            let plans = try files.plans
            #expect(plans.keys.sorted() == ["a", "b", "c"])
            #expect(plans.values.allSatisfy { $0.count <= 3 })
            #expect(plans["a"]?.joined().sorted() == ["/s/base", "/s/libx", "/s/liby", "/s/one"])
            #expect(plans["c"]?.joined().count == 5)
        }
    }

    @Test func `Another field of the requests names other roots`() async throws {
        try await LayerFiles.run { files in
            let result = try await files.plan("single", "--roots-key", "roots_v2")
            #expect(result.status == 0, "\(result.output)")
            #expect(try files.plans == ["a": [["/s/base"]], "b": [["/s/base"]], "c": [["/s/base"]]])
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
        (["learn", "--base", "x", "--output", "o"], 64, "--base draws from a graph; say which with --graph"),
        (
            ["learn", "--graph", "g", "--synthetic", "0", "--output", "o"], 64,
            "--synthetic 0 leaves nothing to learn from; name images with --requests"
        ),
        (
            ["learn", "--graph", "g", "--requests", "r", "--base", "x", "--output", "o"], 64,
            "--base is for images that are drawn; say how many with --synthetic"
        ),
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
        try await LayerFiles.run { files in
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
}
