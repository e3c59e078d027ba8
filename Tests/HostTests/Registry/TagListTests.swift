import FoundationEssentials
import HTTPTypes
import Host
import HummingbirdTesting
import NIOCore
import OCI
import Testing

@Suite struct TagListTests {
    private static func registry(_ tags: [String]?) throws -> TestRegistry {
        TestRegistry(FakeProvider(tagList: try tags?.map { try Tag($0) }))
    }

    private struct List: Decodable, Equatable {
        let name: String
        let tags: [String]
    }

    @Test(arguments: [
        // All, sorted by bytes, each once.
        ("", ["B", "a", "c"], nil),
        ("?n=2", ["B", "a"], "n=2&last=a"),
        ("?n=2&last=a", ["c"], nil),
        ("?n=3", ["B", "a", "c"], nil),
        ("?last=B", ["a", "c"], nil),
        ("?last=b", ["c"], nil),
        ("?n=0", [], nil),
        ("?n=5&last=zzz", [], nil),
        ("?ns=docker.io&n=1", ["B"], "n=1&last=B"),
    ])
    func `tags come sorted and in pages`(_ query: String, _ tags: [String], _ next: String?) async throws {
        let response = try await TagListTests.registry(["c", "a", "B", "a"]).answer(
            .get, "/v2/shell/git/tags/list\(query)")
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "application/json")
        let list = try JSONDecoder().decode(List.self, from: Data(response.body.readableBytesView))
        #expect(list == List(name: "shell/git", tags: tags))
        #expect(response["Link"] == next.map { "</v2/shell/git/tags/list?\($0)>; rel=\"next\"" })
    }

    @Test func `following the links reaches every tag once`() async throws {
        let all = (0..<25).map { "v\($0)" }
        var seen: [String] = []
        var next: String? = "/v2/a/tags/list?n=4"
        let registry = try TagListTests.registry(all)
        while let uri = next {
            let response = try await registry.answer(.get, uri)
            seen += try JSONDecoder().decode(List.self, from: Data(response.body.readableBytesView)).tags
            next = response["Link"].map { String($0.drop { $0 != "/" }.prefix { $0 != ">" }) }
        }
        #expect(seen == all.sorted())
    }

    @Test func `a source that cannot list says latest`() async throws {
        let response = try await TagListTests.registry(nil).answer(.get, "/v2/hello/tags/list")
        #expect(response.text == #"{"name":"hello","tags":["latest"]}"#)
    }

    @Test func `the catalogue lists built images where it is switched on`() async throws {
        var registry = TestRegistry(Sample.provider)
        registry.configuration.catalog = true
        let response = try await registry.answer(.get, "/v2/_catalog?n=1")
        #expect(response.text == #"{"repositories":["hello"]}"#)
        #expect(response["Link"] == "</v2/_catalog?n=1&last=hello>; rel=\"next\"")
    }

    @Test(arguments: ["-1", "x", "", "1.5", "99999999999999999999"])
    func `a page size that is none is a bad request`(_ size: String) async throws {
        let response = try await TagListTests.registry([]).answer(.get, "/v2/hello/tags/list?n=\(size)")
        #expect(response.status == .badRequest)
        #expect(try response.error().code == "BAD_REQUEST")
    }

    @Test func `listing never builds`() async throws {
        let registry = try TagListTests.registry(["a"])
        _ = try await registry.answer(.get, "/v2/hello/tags/list")
        #expect(registry.provider.asked.all == [])
    }
}
