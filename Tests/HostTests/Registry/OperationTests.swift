import HTTPTypes
import Host
import Hummingbird
import HummingbirdTesting
import Testing

@Suite struct OperationTests {
    @Test func `the version check is answered`() async throws {
        for path in ["/v2", "/v2/"] {
            let response = try await TestRegistry().answer(.get, path)
            #expect(response.status == .ok)
            #expect(response.text == "{}")
            #expect(response.headers[.contentType] == "application/json")
            #expect(response["Docker-Distribution-Api-Version"] == "registry/2.0")
        }
    }

    @Test func `nothing ever refers to an image`() async throws {
        let path = "/v2/hello/referrers/\(Sample.digest)"
        let response = try await TestRegistry().answer(.get, path)
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == "application/vnd.oci.image.index.v1+json")
        #expect(
            response.text
                == #"{"manifests":[],"mediaType":"application/vnd.oci.image.index.v1+json","schemaVersion":2}"#)
        let filtered = try await TestRegistry().answer(.get, path + "?artifactType=a/b")
        #expect(filtered["OCI-Filters-Applied"] == "artifactType")
    }

    @Test func `a registry that is not ready says why, and lives`() async throws {
        let registry = TestRegistry(FakeProvider(reason: "the package set is being read"))
        let (health, ready) = (try await registry.answer(.get, "/healthz"), try await registry.answer(.get, "/readyz"))
        #expect(health.status == .ok)
        #expect(ready.status == .serviceUnavailable)
        #expect(ready.text == "the package set is being read\n")
    }

    @Test func `a ready registry says so`() async throws {
        let response = try await TestRegistry().answer(.get, "/readyz")
        #expect(response.status == .ok)
        #expect(response.text == "ready\n")
    }

    @Test func `the page tells how to pull from the address it was opened at, as text only`() async throws {
        let answer = try await TestRegistry().run(.socket) { client in
            try await exchange(
                port: try #require(client.port), "GET / HTTP/1.1\r\nHost: <b>\"x\r\nConnection: close\r\n\r\n")
        }
        #expect(answer.contains("docker pull &lt;b&gt;&quot;x/shell/git/curl"))
        #expect(!answer.contains("<b>"))
    }

    @Test func `port 0 takes a free port and says which`() async throws {
        var configuration = RegistryConfiguration()
        (configuration.host, configuration.port) = ("127.0.0.1", 0)
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let application = makeRegistryApplication(
            provider: FakeProvider(), configuration: configuration, logger: LogRecorder().logger,
            onListening: { continuation.yield($0) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            let port = try #require(await ports.first { _ in true })
            let answer = try await exchange(
                port: port, "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(answer.hasSuffix("\r\n\r\nok\n"))
            group.cancelAll()
        }
    }

    @Test func `metrics count requests by kind, method and status`() async throws {
        let text = try await TestRegistry(Sample.provider).run(.router) { client in
            try await client.execute(uri: "/v2/shell/hello/manifests/latest", method: .get)
            try await client.execute(uri: "/v2/shell/hello/manifests/latest", method: .head)
            try await client.execute(uri: "/v2/none/manifests/latest", method: .get)
            try await client.execute(uri: "/v2/shell/hello/blobs/\(Sample.digest)", method: .get)
            return try await client.execute(uri: "/metrics", method: .get)
        }
        #expect(text.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        let lines = Set(text.text.split(separator: "\n").map(String.init))
        for line in [
            #"nixery_http_requests_total{route="manifest",method="GET",code="200"} 1"#,
            #"nixery_http_requests_total{route="manifest",method="HEAD",code="200"} 1"#,
            #"nixery_http_requests_total{route="manifest",method="GET",code="404"} 1"#,
            #"nixery_http_response_bytes_total{route="blob"} 5000"#,
            #"nixery_http_request_duration_seconds_count{route="manifest"} 3"#,
            "# TYPE nixery_http_request_duration_seconds histogram",
            "nixery_http_requests_in_flight 1",
        ] { #expect(lines.contains(line), "\(line)") }
    }
}
