import HTTPTypes
import Host
import HummingbirdTesting
import NIOCore
import OCI
import Testing

@Suite struct ManifestTests {
    @Test(arguments: TestRegistry.Transport.allCases)
    func `an image by tag carries every header a client needs`(_ transport: TestRegistry.Transport) async throws {
        let response = try await TestRegistry(Sample.provider).answer(
            transport, .get, "/v2/shell/hello/manifests/latest")
        #expect(response.status == .ok)
        #expect(Array(response.body.readableBytesView) == Sample.oci.bytes)
        #expect(response.headers[.contentType] == "application/vnd.oci.image.manifest.v1+json")
        #expect(response.headers[.contentLength] == "\(Sample.oci.bytes.count)")
        #expect(response["Docker-Content-Digest"] == Sample.oci.digest.description)
        #expect(response.headers[.eTag] == "\"\(Sample.oci.digest)\"")
        #expect(response["Nixery-Revision"] == "9f3c2a1")
        #expect(response["Warning"] == nil)
        #expect(response.headers[.vary] == "Accept")
        #expect(response["Docker-Distribution-Api-Version"] == "registry/2.0")
    }

    @Test(
        arguments: TestRegistry.Transport.allCases,
        [
            "/v2/", "/v2", "/v2/shell/hello/manifests/latest", "/v2/shell/hello/manifests/\(Sample.oci.digest)",
            "/v2/nothing/manifests/latest", "/v2/shell/hello/blobs/\(Sample.digest)",
            "/v2/shell/hello/blobs/\(Sample.unknown)", "/v2/shell/hello/tags/list", "/v2/_catalog",
            "/v2/a/referrers/\(Sample.digest)", "/v2/UPPER/manifests/latest", "/healthz", "/readyz", "/", "/nowhere",
        ])
    func `HEAD has the status and headers of GET, and no body`(
        _ transport: TestRegistry.Transport, _ path: String
    ) async throws {
        let (get, head) = try await TestRegistry(Sample.provider).run(transport) { client in
            (
                try await client.execute(uri: path, method: .get), try await client.execute(uri: path, method: .head)
            )
        }
        #expect(head.status == get.status)
        #expect(head.body.readableBytes == 0)
        #expect(head.headers[.contentLength] == "\(get.body.readableBytes)")
        #expect(head.fieldsWithoutDate == get.fieldsWithoutDate)
    }

    @Test func `HEAD of a tag builds as GET does`() async throws {
        let registry = TestRegistry(Sample.provider)
        _ = try await registry.answer(.head, "/v2/shell/hello/manifests/latest")
        #expect(registry.provider.asked.all == ["shell/hello:latest"])
    }

    @Test(arguments: [
        // Nothing said, or nothing that we have: OCI.
        ([], Sample.oci), (["*/*"], Sample.oci), (["text/html"], Sample.oci), ([""], Sample.oci),
        // One family.
        (["application/vnd.oci.image.manifest.v1+json"], Sample.oci),
        (["application/vnd.docker.distribution.manifest.v2+json"], Sample.docker),
        // Both without weights, as docker and containerd ask: OCI, in whatever order and however many fields.
        ([dockerType, ociType], Sample.oci), (["\(dockerType), \(ociType), */*"], Sample.oci),
        // Weights.
        (["\(ociType);q=0.5, \(dockerType)"], Sample.docker),
        (["\(dockerType);q=0.5", "\(ociType);q=0.9"], Sample.oci),
        (["\(ociType);q=0, */*;q=0.1"], Sample.docker), (["*/*, \(ociType);q=0.2"], Sample.docker),
        (["\(dockerType);Q=0.3 , application/* ; q=0.2"], Sample.docker),
        // Type names do not depend on case; a weight that is no number counts as 1.
        (["APPLICATION/vnd.docker.distribution.manifest.v2+json"], Sample.docker),
        (["\(ociType);q=0.9,\(dockerType);q=high"], Sample.docker),
    ])
    func `Accept chooses the family of media types`(_ accept: [String], _ expected: StoredManifest) async throws {
        var headers = HTTPFields()
        for value in accept { headers.append(HTTPField(name: .accept, value: value)) }
        let response = try await TestRegistry(Sample.provider).answer(.get, "/v2/shell/hello/manifests/latest", headers)
        #expect(response["Docker-Content-Digest"] == expected.digest.description)
        #expect(response.headers[.contentType] == expected.mediaType.rawValue)
    }

    @Test func `an image without Docker types is served with OCI's to everybody`() async throws {
        var provider = Sample.provider
        provider.images["zstd:latest"] = ResolvedImage(oci: Sample.oci, docker: nil, revision: "1")
        let response = try await TestRegistry(provider).answer(
            .get, "/v2/zstd/manifests/latest", [.accept: dockerType])
        #expect(response["Docker-Content-Digest"] == Sample.oci.digest.description)
    }

    @Test(arguments: ["", "?ns=docker.io", "?ns=a&other"])
    func `a manifest by digest is the stored bytes under the stored type`(_ query: String) async throws {
        let response = try await TestRegistry(Sample.provider).answer(
            .get, "/v2/any/name/manifests/\(Sample.docker.digest)\(query)", [.accept: ociType])
        #expect(Array(response.body.readableBytesView) == Sample.docker.bytes)
        #expect(response.headers[.contentType] == dockerType)
        #expect(response.headers[.cacheControl]?.contains("immutable") == true)
    }

    @Test(
        arguments: TestRegistry.Transport.allCases,
        [
            ("\"\(Sample.oci.digest)\"", true), ("\"x\", W/\"\(Sample.oci.digest)\"", true), ("*", true),
            ("\"x\"", false), ("\(Sample.oci.digest)", false),
        ])
    func `If-None-Match spares the body`(
        _ transport: TestRegistry.Transport, _ known: (String, Bool)
    ) async throws {
        for path in ["latest", Sample.oci.digest.description] {
            let response = try await TestRegistry(Sample.provider).answer(
                transport, .get, "/v2/shell/hello/manifests/\(path)", [.ifNoneMatch: known.0])
            #expect(response.status == (known.1 ? .notModified : .ok))
            #expect(response.body.readableBytes == (known.1 ? 0 : Sample.oci.bytes.count))
            #expect(response.headers[.eTag] == "\"\(Sample.oci.digest)\"")
        }
    }

    @Test func `a tag about another image is unknown and never built`() async throws {
        let registry = TestRegistry(Sample.provider)
        for suffix in ["", ".sig", ".att"] {
            let tag = "sha256-\(Sample.digest.hex)\(suffix)"
            let response = try await registry.answer(.get, "/v2/shell/hello/manifests/\(tag)")
            #expect(response.status == .notFound)
            #expect(try response.error().code == "MANIFEST_UNKNOWN")
        }
        #expect(registry.provider.asked.all == [])
    }

    @Test func `a warning becomes a header that nothing can break out of`() async throws {
        var provider = Sample.provider
        provider.images["old:latest"] = ResolvedImage(
            oci: Sample.oci, docker: nil, revision: "1", warning: "the \"remote\"\r\nis awäy")
        let response = try await TestRegistry(provider).answer(.socket, .get, "/v2/old/manifests/latest")
        #expect(response["Warning"] == "110 nixery \"the 'remote'??is aw?y\"")
    }
}

private let ociType = "application/vnd.oci.image.manifest.v1+json"
private let dockerType = "application/vnd.docker.distribution.manifest.v2+json"

extension TestResponse {
    /// Header fields that must not depend on the method.
    fileprivate var fieldsWithoutDate: [String] {
        headers.filter { $0.name != .date && $0.name != .connection }.map { "\($0)" }.sorted()
    }
}
