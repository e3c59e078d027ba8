import HTTPTypes
import HummingbirdTesting
import NIOCore
import OCI
import Testing

@Suite struct BlobTests {
    private static let path = "/v2/shell/hello/blobs/\(Sample.digest)"

    @Test(arguments: TestRegistry.Transport.allCases)
    func `a blob comes whole, for ever, and as it is stored`(_ transport: TestRegistry.Transport) async throws {
        let response = try await TestRegistry(Sample.provider).answer(
            transport, .get, BlobTests.path, [.acceptEncoding: "gzip"])
        #expect(response.status == .ok)
        #expect(Array(response.body.readableBytesView) == Sample.bytes)
        #expect(response.headers[.contentLength] == "5000")
        #expect(response.headers[.contentType] == "application/octet-stream")
        #expect(response.headers[.contentEncoding] == nil)
        #expect(response.headers[.acceptRanges] == "bytes")
        #expect(response.headers[.eTag] == "\"\(Sample.digest)\"")
        #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(response["Docker-Content-Digest"] == Sample.digest.description)
    }

    @Test(
        arguments: TestRegistry.Transport.allCases,
        [
            ("bytes=0-0", 0..<1), ("bytes=100-199", 100..<200), ("bytes=4999-", 4999..<5000), ("bytes=0-", 0..<5000),
            ("bytes=-10", 4990..<5000), ("bytes=-9999", 0..<5000), ("bytes=4000-99999", 4000..<5000),
            ("BYTES= 1-2 ", 1..<3), ("bytes=7-99999999999999999999", 7..<5000),
        ])
    func `a range gives its part`(_ transport: TestRegistry.Transport, _ row: (String, Range<Int>)) async throws {
        let response = try await TestRegistry(Sample.provider).answer(
            transport, .get, BlobTests.path, [.range: row.0])
        #expect(response.status == .partialContent)
        #expect(response.headers[.contentRange] == "bytes \(row.1.lowerBound)-\(row.1.upperBound - 1)/5000")
        #expect(response.headers[.contentLength] == "\(row.1.count)")
        #expect(Array(response.body.readableBytesView) == Array(Sample.bytes[row.1]))
    }

    @Test(arguments: ["bytes=5000-", "bytes=5000-6000", "bytes=-0", "bytes=99999999999999999999-"])
    func `a range outside of the blob is refused with its size`(_ range: String) async throws {
        let response = try await TestRegistry(Sample.provider).answer(.get, BlobTests.path, [.range: range])
        #expect(response.status == .rangeNotSatisfiable)
        #expect(response.headers[.contentRange] == "bytes */5000")
        #expect(response.headers[.contentType] == "application/json")
        #expect(try response.error().code == "BAD_REQUEST")
    }

    @Test(arguments: [
        // Malformed, another unit, several ranges.
        "bytes=", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=+1-2", "bytes 1-2", "1-2", "items=0-1", "bytes=0-1,4-5",
        "bytes=--5", "bytes=1-2-3",
    ])
    func `a range that makes no sense is ignored`(_ range: String) async throws {
        let response = try await TestRegistry(Sample.provider).answer(.get, BlobTests.path, [.range: range])
        #expect(response.status == .ok)
        #expect(response.headers[.contentRange] == nil)
        #expect(response.body.readableBytes == 5000)
    }

    @Test(arguments: [
        ("\"\(Sample.digest)\"", true), ("\"other\"", false), ("W/\"\(Sample.digest)\"", false),
        ("Wed, 21 Oct 2015 07:28:00 GMT", false),
    ])
    func `If-Range keeps the range only for this very blob`(_ validator: String, _ isPart: Bool) async throws {
        let response = try await TestRegistry(Sample.provider).answer(
            .get, BlobTests.path, [.range: "bytes=1-4", .ifRange: validator])
        #expect(response.status == (isPart ? .partialContent : .ok))
        #expect(response.body.readableBytes == (isPart ? 4 : 5000))
    }

    @Test func `a known blob is not sent again, range or not`() async throws {
        let response = try await TestRegistry(Sample.provider).answer(
            .get, BlobTests.path, [.ifNoneMatch: "\"\(Sample.digest)\"", .range: "bytes=0-1"])
        #expect(response.status == .notModified)
        #expect(response.body.readableBytes == 0)
    }

    @Test func `HEAD ignores a range`() async throws {
        let response = try await TestRegistry(Sample.provider).answer(.head, BlobTests.path, [.range: "bytes=0-1"])
        #expect(response.status == .ok)
        #expect(response.headers[.contentLength] == "5000")
    }

    @Test func `an empty blob is served, and no range of it exists`() async throws {
        var provider = FakeProvider()
        let empty = Digest(of: [])
        provider.blobs[empty] = []
        let registry = TestRegistry(provider)
        let whole = try await registry.answer(.socket, .get, "/v2/a/blobs/\(empty)")
        #expect(whole.status == .ok)
        #expect(whole.headers[.contentLength] == "0")
        let part = try await registry.answer(.get, "/v2/a/blobs/\(empty)", [.range: "bytes=0-"])
        #expect(part.status == .rangeNotSatisfiable)
    }

    @Test func `a blob that is not there is unknown`() async throws {
        let response = try await TestRegistry(Sample.provider).answer(.get, "/v2/a/blobs/\(Sample.unknown)")
        #expect(response.status == .notFound)
        #expect(try response.error().code == "BLOB_UNKNOWN")
    }
}
