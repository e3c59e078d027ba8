import Conformance
import Testing

@testable import Storage

/// What goes wrong between us and a bucket.
@Suite(.requires("python3")) struct S3FaultTests {
    @Test func `a storm of 503 passes`() async throws {
        try await S3Server.run { server in
            let (store, key) = (try await S3Fixture.store(server.endpoint), try ObjectKey("key"))
            for method in ["GET", "HEAD", "PUT", "POST", "DELETE"] {
                try await server.fail("\(method) layers 5 503:SlowDown")
            }
            #expect(try await store.put([1], at: key, condition: .absent))
            #expect(try await store.readAll(key) == [1])
            #expect(try await store.stat(key)?.size == 1)
            try await S3Fixture.upload(11 << 20, to: store, at: key)
            #expect(try await store.stat(key)?.size == 11 << 20)
            try await store.delete(key)
            #expect(try await server.names() == [])
        }
    }

    @Test func `a service that never recovers is an error that says what it answered`() async throws {
        try await S3Server.run { server in
            let (store, key) = (try await S3Fixture.store(server.endpoint), try ObjectKey("key"))
            try await server.fail("GET layers 1000 503:SlowDown")
            let error = await #expect(throws: StorageError.self) { _ = try await store.read(key, range: nil) }
            #expect(error?.cause == "the server answered 503 SlowDown: refused")
            #expect(try server.requests().filter { $0.hasPrefix("GET /layers") }.count == RetryPolicy().attempts)
        }
    }

    /// The second try finds the object that the first one made.
    @Test(arguments: ["cut", "lose"]) func `a write whose answer is lost is known to be ours`(_ way: String)
        async throws
    {
        try await S3Server.run { server in
            let (store, key) = (try await S3Fixture.store(server.endpoint), try ObjectKey("key"))
            try await server.fail("PUT objects/key 2 \(way)")
            #expect(try await store.put([1], at: key, condition: .absent))
            #expect(try await store.put([2], at: key, condition: .absent) == false)
            #expect(try await store.readAll(key) == [1])
        }
    }

    @Test func `a download that is cut goes on where it was`() async throws {
        try await S3Server.run { server in
            let (store, key) = (try await S3Fixture.store(server.endpoint), try ObjectKey("key"))
            var random = SeededGenerator(seed: 1)
            let bytes = random.bytes(3_000_000)
            _ = try await store.put(bytes, at: key, condition: .always)
            try await server.fail("GET objects/key 3 half")
            #expect(try await store.readAll(key) == bytes)
            #expect(try server.requests().filter { $0.hasPrefix("GET /layers") }.count == 4)
        }
    }

    @Test func `a download that is cut does not go on with another object`() async throws {
        try await S3Server.run { server in
            let (store, key) = (try await S3Fixture.store(server.endpoint), try ObjectKey("key"))
            _ = try await store.put([UInt8](repeating: 1, count: 3_000_000), at: key, condition: .always)
            try await server.fail("GET objects/key 1 half")
            let body = try #require(try await store.read(key, range: nil))
            _ = try await store.put([UInt8](repeating: 2, count: 3_000_000), at: key, condition: .always)
            await expect(.failed) { _ = try await body.collect(of: key) }
        }
    }

    @Test func `an object that was deleted meanwhile is not there`() async throws {
        try await S3Server.run { server in
            let (store, key) = (try await S3Fixture.store(server.endpoint), try ObjectKey("key"))
            _ = try await store.put([1], at: key, condition: .always)
            try await server.clear()
            #expect(try await store.stat(key) == nil)
            #expect(try await store.readAll(key) == nil)
        }
    }
}
