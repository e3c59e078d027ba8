import Conformance
import Testing

@testable import Storage

/// What goes wrong while an upload is on its way.
@Suite(.requires("python3")) struct S3UploadFaultTests {
    @Test(arguments: ["POST uploads", "PUT partNumber", "POST uploadId", "PUT objects/key", "DELETE staging"])
    func `an upload survives that any of its answers is lost`(_ what: String) async throws {
        try await S3Server.run { server in
            let (store, key) = (try await S3Fixture.store(server.endpoint), try ObjectKey("key"))
            try await server.fail("\(what) 1 lose")
            try await S3Fixture.upload(11_000_000, to: store, at: key)
            #expect(try await store.readAll(key)?.count == 11_000_000)
            // Of an upload whose number was lost nobody can know but by asking for all.
            try await store.removeStaged(before: CloudClock.system() + 3600)
            #expect(try await server.names() == ["objects/key"])
        }
    }

    @Test(arguments: ["POST uploads", "PUT partNumber", "POST uploadId", "PUT objects/key"])
    func `an upload that fails leaves nothing`(_ what: String) async throws {
        try await S3Server.run { server in
            let (store, key) = (try await S3Fixture.store(server.endpoint), try ObjectKey("key"))
            try await server.fail("\(what) 100 500")
            await #expect(throws: StorageError.self) { try await S3Fixture.upload(18_000_000, to: store, at: key) }
            #expect(try await server.names() == [])
        }
    }

    /// S3 begins to answer before the work is done.
    @Test(arguments: ["POST uploadId", "PUT objects/key"])
    func `an error under status 200 is an error`(_ what: String) async throws {
        try await S3Server.run { server in
            let (store, key) = (try await S3Fixture.store(server.endpoint), try ObjectKey("key"))
            try await server.fail("\(what) 2 200:InternalError")
            try await S3Fixture.upload(11_000_000, to: store, at: key)
            #expect(try await store.stat(key)?.size == 11_000_000)
            try await store.delete(key)
            try await server.fail("\(what) 100 200:AccessDenied")
            await #expect(throws: StorageError.self) { try await S3Fixture.upload(11_000_000, to: store, at: key) }
            #expect(try await server.names() == [])
        }
    }

    @Test func `a cancelled upload leaves nothing in staging`() async throws {
        try await S3Server.run { server in
            let (store, key) = (try await S3Fixture.store(server.endpoint), try ObjectKey("key"))
            let upload = Task {
                try await store.upload { writer in
                    while true { try await writer.write([UInt8](repeating: 1, count: 1 << 20)) }
                    return key
                }
            }
            while try await server.names() == [] { await Task.yield() }
            upload.cancel()
            await #expect(throws: (any Error).self) { _ = try await upload.value }
            #expect(try await server.names() == [])
        }
    }
}
