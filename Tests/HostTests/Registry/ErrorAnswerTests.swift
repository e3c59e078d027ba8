import HTTPTypes
import Host
import HummingbirdTesting
import OCI
import Testing

@Suite struct ErrorAnswerTests {
    @Test(arguments: RegistryError.Code.allCases)
    func `every code of the engine reaches the client with its status`(_ code: RegistryError.Code) async throws {
        var provider = Sample.provider
        provider.failure = RegistryError(code, "why", detail: ["package": "hello"], retryAfter: 7)
        let response = try await TestRegistry(provider).answer(.get, "/v2/hello/manifests/latest")
        #expect(response.status.code == code.status)
        #expect(response.headers[.contentType] == "application/json")
        #expect(response.headers[.retryAfter] == "7")
        let error = try response.error()
        #expect(error.code == code.rawValue)
        #expect(error.message == "why")
        #expect(error.detail == ["package": "hello"])
    }

    private struct Secret: Error, CustomStringConvertible {
        let description = "password=hunter2"
    }

    @Test(arguments: [
        "/v2/hello/manifests/latest", "/v2/hello/manifests/\(Sample.digest)", "/v2/hello/blobs/\(Sample.digest)",
    ])
    func `any other error is ours: the client gets a number, the log the cause`(_ path: String) async throws {
        var provider = Sample.provider
        provider.failure = Secret()
        let registry = TestRegistry(provider)
        let response = try await registry.answer(.get, path)
        #expect(response.status == .internalServerError)
        #expect(!response.text.contains("hunter2"))
        let error = try response.error()
        #expect(error.code == "INTERNAL_ERROR")
        let id = try #require(error.detail["request"])
        #expect(registry.log.lines.contains { $0.contains("hunter2") && $0.contains(id) })
    }

    @Test func `a request that the process gave up may come again`() async throws {
        var provider = Sample.provider
        provider.failure = CancellationError()
        let response = try await TestRegistry(provider).answer(.get, "/v2/hello/manifests/latest")
        #expect(response.status == .serviceUnavailable)
        #expect(response.headers[.retryAfter] == "5")
        #expect(try response.error().code == "UNAVAILABLE")
    }

    @Test(arguments: [
        // Malformed names, tags and digests.
        ("/v2/UPPER/manifests/latest", 400, "NAME_INVALID"), ("/v2/a//b/manifests/latest", 400, "NAME_INVALID"),
        ("/v2/hello/manifests/.tag", 404, "MANIFEST_UNKNOWN"),
        ("/v2/hello/manifests/sha256:12", 404, "MANIFEST_UNKNOWN"),
        ("/v2/hello/blobs/sha256:12", 400, "DIGEST_INVALID"), ("/v2/hello/blobs/latest", 400, "DIGEST_INVALID"),
        ("/v2/%zz/manifests/latest", 400, "BAD_REQUEST"), ("/v2/%ff/manifests/latest", 400, "BAD_REQUEST"),
        // No such endpoint.
        ("/v2/hello", 404, "NOT_FOUND"), ("/v2/hello/what/ever", 404, "NOT_FOUND"), ("/v1/", 404, "NOT_FOUND"),
        ("/nowhere", 404, "NOT_FOUND"), ("/v2x/", 404, "NOT_FOUND"),
        // Not offered.
        ("/v2/_catalog", 404, "UNSUPPORTED"), ("/v2/hello/blobs/uploads/", 405, "UNSUPPORTED"),
    ])
    func `a request that names nothing is told so in JSON`(_ path: String, _ status: Int, _ code: String) async throws {
        let registry = TestRegistry(Sample.provider)
        let response = try await registry.answer(.get, path)
        #expect(response.status.code == status)
        #expect(response.headers[.contentType] == "application/json")
        #expect(try response.error().code == code)
        #expect(registry.provider.asked.all == [])
    }

    @Test(
        arguments: [HTTPRequest.Method.put, .post, .patch, .delete, .options, .trace],
        ["/v2/hello/manifests/latest", "/v2/hello/blobs/uploads/", "/v2/", "/healthz", "/nowhere"])
    func `writing is refused, with what is allowed`(_ method: HTTPRequest.Method, _ path: String) async throws {
        let response = try await TestRegistry(Sample.provider).answer(method, path)
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == "GET, HEAD")
        #expect(try response.error().code == "UNSUPPORTED")
    }

    @Test func `a name may be percent-encoded`() async throws {
        let registry = TestRegistry(Sample.provider)
        let response = try await registry.answer(.socket, .get, "/v2/shell%2Fh%65llo/manifests/latest")
        #expect(response.status == .ok)
        #expect(registry.provider.asked.all == ["shell/hello:latest"])
    }

    @Test func `packages may be called as endpoints are`() async throws {
        let registry = TestRegistry(Sample.provider)
        _ = try await registry.answer(.get, "/v2/manifests/blobs/tags/manifests/list")
        #expect(registry.provider.asked.all == ["manifests/blobs/tags:list"])
    }

    @Test(arguments: [
        ("GARBAGE\r\n\r\n", 400), ("GET /v2/ HTTP/1.1\r\nno colon\r\n\r\n", 400),
        ("GET /v2/ HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 70_000))\r\n\r\n", 431),
    ])
    func `bytes that are no request are answered in JSON, and the connection ends`(
        _ bytes: String, _ status: Int
    ) async throws {
        let answer = try await TestRegistry().run(.socket) { client in
            try await exchange(port: try #require(client.port), bytes)
        }
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
        #expect(answer.contains("Content-Type: application/json\r\n"))
        #expect(answer.contains("Connection: close\r\n"))
        #expect(answer.contains(#"{"errors":[{"code":"BAD_REQUEST""#))
    }

    @Test func `garbage after a request waits for that request's answer`() async throws {
        let answer = try await TestRegistry(Sample.provider).run(.socket) { client in
            try await exchange(
                port: try #require(client.port),
                "GET /v2/a/blobs/\(Sample.digest) HTTP/1.1\r\nHost: a\r\nRange: bytes=0-0\r\n\r\nGARBAGE\r\n\r\n")
        }
        let statuses = answer.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
        #expect(statuses == ["206", "400"])
    }
}
