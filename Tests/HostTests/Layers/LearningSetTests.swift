import Conformance
import Layering
import Storage
import SystemPackage
import Testing

@testable import Host

@Suite struct LearningSetTests {
    /// `git` and `curl` on `glibc`; the second image was made when `git` was larger.
    private static let log = """
        {"packages":[{"name":"git","size":3,"references":[1]},{"name":"glibc","size":9,"references":[]}]}
        {"packages":[{"name":"glibc","size":9,"references":[]},{"name":"curl","size":2,"references":[0]},{"name":"git","size":4,"references":[0,1]}]}
        """
    private static let nodes = """
        {"nodes":[
        {"path":"/s/bash","name":"bash","version":"5","size":8,"refs":["/s/glibc"],"popularity":70},
        {"path":"/s/curl","name":"curl","version":"8","size":2,"refs":["/s/glibc"],"popularity":40},
        {"path":"/s/glibc","name":"glibc","version":"2","size":9,"refs":[],"popularity":900}]}
        """

    private static func read(
        requests: String? = nil, graph: String? = nil, synthetic: Int = 0, base: [String] = [],
        _ body: (LearningSet) throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            var files = LearningSet.Files()
            files.synthetic = synthetic
            files.base = base
            if let requests {
                files.requests = folder.appending("requests")
                try folder.appending("requests").write(requests)
            }
            if let graph {
                files.packages = folder.appending("graph")
                try folder.appending("graph").write(graph)
            }
            try body(try await LearningSet.read(files))
        }
    }

    /// The images by names and sizes: positions are nobody's concern.
    private static func contents(_ set: LearningSet) -> [[String]] {
        set.images.map { $0.map { "\(set.graph.packages[$0].name) \(set.graph.packages[$0].narSize)" }.sorted() }
    }

    @Test func `Recorded images share packages of one name and size`() async throws {
        try await Self.read(requests: Self.log) { set in
            #expect(Self.contents(set) == [["git 3", "glibc 9"], ["curl 2", "git 4", "glibc 9"]])
            #expect(set.graph.packages.count == 4)
            let glibc = try #require(set.graph.packages.first { $0.name == "glibc" })
            #expect(glibc.popularity == 3, "as many refer to it as there are others")
            let git = try #require(set.graph.packages.first { $0.narSize == 4 })
            #expect(git.references.map { set.graph.packages[$0].name }.sorted() == ["curl", "glibc"])
        }
    }

    @Test func `Recorded images join the packages of a graph, whose popularity counts`() async throws {
        try await Self.read(requests: Self.log, graph: Self.nodes) { set in
            #expect(Self.contents(set) == [["git 3", "glibc 9"], ["curl 2", "git 4", "glibc 9"]])
            #expect(set.graph.packages.map(\.name) == ["bash", "curl", "glibc", "git", "git"])
            #expect(set.graph.packages.map(\.popularity) == [70, 40, 900, 0, 0])
        }
    }

    @Test func `Outputs and variants of a graph are joined under the names that records have`() async throws {
        let log =
            #"{"packages":[{"name":"glibc-bin","size":9,"references":[]},{"name":"glibc","size":9,"references":[]}]}"#
        let nodes = """
            {"nodes":[
            {"path":"/s/1","name":"glibc","version":"2.40-66","size":9,"refs":[],"popularity":900},
            {"path":"/s/2","name":"glibc","version":"2.40-66-bin","size":9,"refs":[],"popularity":4},
            {"path":"/s/3","name":"glibc","version":"2.39-5-bin","size":8,"refs":[],"popularity":7}]}
            """
        try await Self.read(requests: log, graph: nodes) { set in
            #expect(set.graph.packages.count == 3, "none is new")
            #expect(set.images == [[0, 1]])
        }
        let other = log.replacing("9", with: "7")
        try await Self.read(requests: other, graph: nodes) { set in
            #expect(set.graph.packages.dropFirst(3).map(\.name) == ["glibc-bin", "glibc"])
            #expect(set.graph.packages.dropFirst(3).map(\.popularity) == [7, 900])
        }
    }

    @Test func `Requests stand for the closures that the graph has`() async throws {
        let requests =
            #"{"requests":[{"id":"1","roots":["curl"]},{"id":"2","roots":["bash","curl"]},{"id":"3","roots":[]}]}"#
        try await Self.read(requests: requests, graph: Self.nodes) { set in
            #expect(Self.contents(set) == [["curl 2", "glibc 9"], ["bash 8", "curl 2", "glibc 9"]], "none is empty")
        }
    }

    @Test func `Requests without a graph are refused`() async throws {
        let error = await #expect(throws: LayerFileError.self) {
            try await Self.read(requests: #"{"requests":[]}"#) { _ in }
        }
        #expect(error?.reason == "its requests only name packages; say with --graph what those lead to")
    }

    @Test func `Drawn images are closures that hold the base packages, and the same ones every time`() async throws {
        var first: [[Int]] = []
        try await Self.read(graph: Self.nodes, synthetic: 50, base: ["bash", "cacert"]) { first = $0.images }
        #expect(first.count == 50)
        #expect(first.allSatisfy { $0 == [0, 2] || $0 == [0, 1, 2] })
        #expect(Set(first).count == 2, "both kinds come in fifty images")
        try await Self.read(graph: Self.nodes, synthetic: 50, base: ["bash", "cacert"]) { #expect($0.images == first) }
        try await Self.read(requests: Self.log, graph: Self.nodes, synthetic: 50, base: ["bash"]) {
            #expect($0.images.count == 52)
            #expect(Array($0.images.dropFirst(2)) == first)
        }
    }
}
