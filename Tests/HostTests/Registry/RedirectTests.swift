import HTTPTypes
import HummingbirdTesting
import NIOCore
import OCI
import Storage
import Testing

@testable import Host

/// Blobs that lie where clients can get them themselves.
@Suite struct RedirectTests {
    private static let path = "/v2/shell/hello/blobs/\(Sample.digest)"
    private static let address = "https://bucket.example/blob?X-Signature=hunter2"

    private static var registry: TestRegistry {
        var provider = Sample.provider
        provider.addresses = [Sample.digest: Secret(address), Sample.unknown: Secret(address)]
        return TestRegistry(provider)
    }

    @Test func `a blob is got from where it lies, and nobody keeps the address`() async throws {
        let response = try await Self.registry.answer(.get, Self.path)
        #expect(response.status == .temporaryRedirect)
        #expect(response.headers[.location] == Self.address)
        #expect(response["Docker-Content-Digest"] == Sample.digest.description)
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.headers[.contentLength] == "0")
        #expect(response.body.readableBytes == 0)
    }

    @Test func `a range is asked for again where the blob lies`() async throws {
        for range in ["bytes=0-9", "bytes=9999-"] {
            let response = try await Self.registry.answer(.get, Self.path, [.range: range])
            #expect(response.status == .temporaryRedirect)
            #expect(response.headers[.contentRange] == nil)
        }
    }

    @Test func `HEAD and what a client has already are answered here`() async throws {
        let head = try await Self.registry.answer(.head, Self.path)
        #expect(head.status == .ok)
        #expect(head.headers[.contentLength] == "5000")
        #expect(head.headers[.location] == nil)
        let known = try await Self.registry.answer(.get, Self.path, [.ifNoneMatch: "\"\(Sample.digest)\""])
        #expect(known.status == .notModified)
        #expect(known.headers[.location] == nil)
    }

    @Test func `a blob that is gone is unknown here, and no client is sent after it`() async throws {
        let response = try await Self.registry.answer(.get, "/v2/a/blobs/\(Sample.unknown)")
        #expect(response.status == .notFound)
        #expect(response.headers[.location] == nil)
        #expect(try response.error().code == "BLOB_UNKNOWN")
    }

    @Test func `where the store has no address, the bytes pass through`() async throws {
        let response = try await TestRegistry(Sample.provider).answer(.get, Self.path, [.range: "bytes=1-2"])
        #expect(response.status == .partialContent)
        #expect(response.body.readableBytes == 2)
    }

    @Test func `manifests are never redirected`() async throws {
        for reference in ["latest", Sample.oci.digest.description] {
            let response = try await Self.registry.answer(.get, "/v2/shell/hello/manifests/\(reference)")
            #expect(response.status == .ok)
        }
    }

    @Test func `the address is in no log and no metric, which count both ways`() async throws {
        var registry = Self.registry
        registry.provider.blobs[Sample.unknown] = Sample.bytes
        registry.provider.addresses[Sample.unknown] = nil
        let metrics = try await registry.run(.router) { client in
            for digest in [Sample.digest, Sample.digest, Sample.unknown] {
                try await client.execute(uri: "/v2/a/blobs/\(digest)", method: .get)
            }
            try await client.execute(uri: "/v2/a/blobs/\(Sample.digest)", method: .head)
            return try await client.execute(uri: "/metrics", method: .get).text
        }
        #expect(metrics.contains("nixery_blobs_delivered_total{way=\"redirect\"} 2\n"))
        #expect(metrics.contains("nixery_blobs_delivered_total{way=\"proxy\"} 1\n"))
        #expect(metrics.contains("nixery_http_response_bytes_total{route=\"blob\"} 5000\n"))
        #expect(registry.log.lines.count { $0.contains(#""status":307"#) } == 2)
        #expect(!(registry.log.lines + [metrics]).contains { $0.contains("hunter2") || $0.contains("bucket.example") })
    }

    @Test(
        arguments: [
            (BlobDelivery.Way.redirect, [], [], "192.0.2.9", true), (.proxy, [], [], "192.0.2.9", false),
            (.redirect, ["192.0.2.0/24"], [], "192.0.2.9", false), (.redirect, ["10.0.0.0/8"], [], "192.0.2.9", true),
            (.proxy, [], ["192.0.2.0/24"], "192.0.2.9", true), (.proxy, [], ["10.0.0.0/8"], "192.0.2.9", false),
            // In both: what works for everybody.
            (.redirect, ["192.0.2.0/24"], ["192.0.2.9"], "192.0.2.9", false),
            (.proxy, ["192.0.2.0/24"], ["192.0.2.9"], "192.0.2.9", false),
            // Nobody knows who it is.
            (.redirect, ["0.0.0.0/0"], [], nil, true), (.proxy, [], ["0.0.0.0/0"], nil, false),
        ] as [(BlobDelivery.Way, [String], [String], String?, Bool)])
    func `the client's network chooses the way`(
        _ row: (way: BlobDelivery.Way, proxy: [String], redirect: [String], client: String?, redirects: Bool)
    ) throws {
        var delivery = BlobDelivery()
        delivery.way = row.way
        delivery.proxyNetworks = try row.proxy.map { try #require(IPNetwork($0)) }
        delivery.redirectNetworks = try row.redirect.map { try #require(IPNetwork($0)) }
        #expect(delivery.redirects(try row.client.map { try #require(IPAddress($0)) }) == row.redirects)
    }

    @Test(arguments: [
        (["127.0.0.0/8", "::1"], "192.0.2.9", "307 Temporary Redirect", "192.0.2.9"),
        (["127.0.0.0/8", "::1"], "10.1.2.3", "200 OK", "10.1.2.3"),
        // From somebody else the field says nothing.
        ([], "10.1.2.3", "307 Temporary Redirect", "127.0.0.1"),
    ])
    func `the network is that of the client behind trusted proxies, and so is the log's`(
        _ row: (trusted: [String], forwarded: String, status: String, client: String)
    ) async throws {
        var registry = Self.registry
        registry.configuration.host = "127.0.0.1"
        registry.configuration.trustedProxies = try row.trusted.map { try #require(IPNetwork($0)) }
        registry.configuration.blobs.proxyNetworks = [try #require(IPNetwork("10.0.0.0/8"))]
        let answer = try await registry.run(.socket) { client in
            try await exchange(
                port: try #require(client.port),
                "GET \(Self.path) HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: \(row.forwarded)\r\nConnection: close\r\n\r\n"
            )
        }
        #expect(answer.hasPrefix("HTTP/1.1 \(row.status)\r\n"))
        let clients = row.trusted.isEmpty ? ["127.0.0.1", "::1"] : [row.client]
        let line = await registry.log.line(with: #""message":"Request""#)
        #expect(clients.contains { line?.contains(#""client":"\#($0)""#) == true })
    }
}
