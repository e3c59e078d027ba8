import Conformance
import SystemPackage
import Testing

@testable import Storage

@Suite(.requires("python3")) struct S3StoreTests {
    @Test func `a small upload is one request and no staging`() async throws {
        try await S3Server.run { server in
            let store = try await S3Fixture.store(server.endpoint)
            try await S3Fixture.upload(5 << 20, to: store, at: ObjectKey("small"))
            #expect(try server.requests().filter { !$0.contains("/-/") } == ["PUT /layers/objects/small"])
        }
    }

    @Test func `an upload over what one request copies is copied in parts`() async throws {
        try await S3Server.run { server in
            let store = try await S3Fixture.store(server.endpoint)
            let key = try ObjectKey("large")
            try await S3Fixture.upload(24 << 20, to: store, at: key)
            let bytes = try #require(try await store.readAll(key))
            let expected = (0..<24).flatMap { [UInt8](repeating: $0, count: 1 << 20) }
            #expect(bytes == expected)
            #expect(try await server.names() == ["objects/large"])
            #expect(try server.requests().filter { $0.hasPrefix("PUT /layers/objects/large?partNumber") }.count == 2)
        }
    }

    @Test func `what processes left that died is removed by age, and what objects are is kept`() async throws {
        try await S3Server.run { server in
            let store = try await S3Fixture.store(server.endpoint)
            _ = try await store.put([1], at: ObjectKey("object"), condition: .always)
            try await store.write([1], to: "staging/left", about: "left")
            _ = try await S3Upload("staging/unfinished", client: store.client)
            let now = CloudClock.system()
            #expect(try await store.removeStaged(before: now - 3600) == 0)
            #expect(try await store.removeStaged(before: now + 3600) == 2)
            #expect(try await server.names() == ["objects/object"])
        }
    }

    /// Of objects and of uploads in progress.
    @Test(arguments: [
        "", "<NextContinuationToken>a</NextContinuationToken>",
        "<NextKeyMarker>a</NextKeyMarker><NextUploadIdMarker>b</NextUploadIdMarker>",
    ])
    func `a listing that goes on where it was is an error and no loop`(_ marker: String) async throws {
        let more = "<IsTruncated>true</IsTruncated>\(marker)"
        for isOfUploads in [false, true] {
            let server = try ScriptedServer { request in
                let text = request.target.contains("uploads=") == isOfUploads ? more : ""
                return .text("<ListBucketResult>\(text)</ListBucketResult>")
            }
            defer { server.stop() }
            let store = try await S3Fixture.store(server.url(""))
            await expect(.failed) { try await store.removeStaged(before: 1) }
            #expect(server.requests.count <= 3)
        }
    }

    @Test func `a signed URL gives anybody the object, for a while`() async throws {
        try await S3Server.run { server in
            let key = try ObjectKey("blobs/sha256=1")
            let store = try await S3Fixture.store(server.endpoint)
            _ = try await store.put([1, 2, 3], at: key, condition: .always)
            let link = try #require(try await store.redirect(to: key))
            #expect(try await get(link).body == [1, 2, 3])
            let early = CloudClock(machine: { CloudClock.system() - 1000 })
            let old = try await S3Fixture.store(server.endpoint, clock: early)
            #expect(try await get(#require(try await old.redirect(to: key))).status == 403)
            #expect("\(link)" == "***")
        }
    }

    private func get(_ link: Secret) async throws -> CloudResponse {
        try await CloudClient().send { CloudRequest(.get, link.value) }
    }
}
