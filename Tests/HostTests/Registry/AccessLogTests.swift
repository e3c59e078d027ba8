import FoundationEssentials
import HTTPTypes
import Host
import HummingbirdTesting
import Testing

struct AccessLogTests {
    private struct Line: Decodable {
        let level: String
        let message: String
        let method: String
        let path: String
        let status: Int
        let bytes: Int
        let seconds: Double
        let client: String
        let agent: String
    }

    @Test func `a request is one line with its facts and no secrets`() async throws {
        let registry = TestRegistry(Sample.provider)
        let path = "/v2/shell/hello/manifests/latest"
        _ = try await registry.answer(
            .socket, .get, path + "?token=hunter2",
            [.authorization: "Bearer hunter2", .cookie: "hunter2", .userAgent: "skopeo/1.9"])
        let lines = registry.log.lines.filter { $0.contains(#""message":"Request""#) }
        try #require(lines.count == 1)
        let line = try JSONDecoder().decode(Line.self, from: Data(lines[0].utf8))
        #expect(line.method == "GET")
        #expect(line.path == path)
        #expect(line.status == 200)
        #expect(line.bytes == Sample.oci.bytes.count)
        #expect(line.seconds >= 0)
        #expect(["127.0.0.1", "::1"].contains(line.client))
        #expect(line.agent == "skopeo/1.9")
        #expect(!registry.log.lines.contains { $0.contains("hunter2") })
    }

    @Test func `HEAD sends no bytes, errors are lines too`() async throws {
        let registry = TestRegistry(Sample.provider)
        _ = try await registry.answer(.head, "/v2/shell/hello/blobs/\(Sample.digest)")
        _ = try await registry.answer(.get, "/nowhere")
        let lines = registry.log.lines
        try #require(lines.count == 2)
        #expect(lines[0].contains(#""bytes":0,"#) && lines[0].contains(#""status":200"#))
        #expect(lines[1].contains(#""status":404"#))
    }

    @Test func `the access log can be off`() async throws {
        var registry = TestRegistry(Sample.provider)
        registry.configuration.accessLog = false
        _ = try await registry.answer(.get, "/v2/")
        #expect(registry.log.lines == [])
    }
}
