import Conformance
import Layering
import OCI
import SystemPackage
import Testing

@testable import Host

@Suite struct ImagePlansTests {
    private static let nodes = (0..<40).map { number in
        let references = [number / 2, number / 3].filter { $0 < number }.map { "\"/s/p\($0)\"" }.joined(separator: ",")
        return """
            {"path":"/s/p\(number)","name":"p\(number)","version":"1","size":\(number % 7 * 10),\
            "refs":[\(references)],"popularity":\(40 - number)}
            """
    }
    private static let requests = (0..<12).map { number in
        #"{"id":"i\#(number)","roots":["p\#(39 - number)","p\#(number * 3)"]}"#
    }

    /// The bytes of the plan file.
    private static func plan(
        nodes: [String] = nodes, requests: [String] = requests, _ strategy: any LayeringStrategy, budget: Int = 5
    ) async throws -> String {
        try await withTemporaryFolder { folder in
            let (nodesFile, requestsFile) = (folder.appending("nodes"), folder.appending("requests"))
            try nodesFile.write("{\"nodes\":[\(nodes.joined(separator: ",\n"))]}")
            try requestsFile.write("{\"requests\":[\(requests.joined(separator: ",\n"))]}")
            guard case .requests(let requests) = try await ImageRequestFile.read(requestsFile) else {
                Issue.record("these are requests")
                return ""
            }
            let plans = try await ImagePlans(
                requests, of: try await PackageSetFile.read(nodesFile), strategy: strategy, budget: LayerBudget(budget))
            #expect(plans.count == requests.count)
            try await plans.write(to: folder.appending("plans"))
            return String(decoding: try await LayerFile.read(folder.appending("plans")), as: UTF8.self)
        }
    }

    static let strategies: [any LayeringStrategy] = [
        FamiliesStrategy(), LargestStrategy(), SingleStrategy(), NixeryStrategy(), PopularityStrategy(),
        SizeFirstStrategy(),
    ]

    @Test(arguments: strategies) func `Plans are the same whatever the order of the input`(
        _ strategy: any LayeringStrategy
    ) async throws {
        let expected = try await Self.plan(strategy)
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<5 {
            let plans = try await Self.plan(
                nodes: Self.nodes.shuffled(using: &generator), requests: Self.requests.shuffled(using: &generator),
                strategy)
            #expect(plans == expected)
        }
    }

    @Test func `The file names each request's layers, the base first`() async throws {
        let requests = [#"{"id":"b","roots":["p5"]}"#, #"{"id":"a","roots":["p1"]}"#]
        let plans = try await Self.plan(requests: requests, LargestStrategy(), budget: 3)
        #expect(plans == #"{"plans":{"a":[["/s/p1"],["/s/p0"]],"b":[["/s/p5"],["/s/p2"],["/s/p0","/s/p1"]]}}"#)
    }

    @Test func `The largest closure and the time are told`() async throws {
        try await LayerFileFolder.run("{\"nodes\":[\(Self.nodes.joined(separator: ","))]}") { files in
            let set = try await PackageSetFile.read(files.file)
            let requests = [["p0"], ["p5", "p3"], []].enumerated()
                .map { ImageRequestFile.Request(id: "\($0)", roots: $1) }
            let plans = try await ImagePlans(requests, of: set, strategy: SingleStrategy(), budget: .standard)
            #expect(plans.largest.paths == 5)
            #expect(plans.time >= plans.largest.time && plans.largest.time > .zero)
        }
    }
}
