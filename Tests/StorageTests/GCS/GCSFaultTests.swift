import Conformance
import Storage
import Testing

@Suite struct GCSFaultTests {
    private static let key = "blobs/a"
    private static let bytes = [UInt8](repeating: 9, count: 300_000) + Array("end".utf8)

    private static func upload(_ bytes: [UInt8], _ fixture: GCSFixture) async throws {
        try await fixture.store.upload { writer in
            try await writer.write(bytes)
            return try ObjectKey(key)
        }
    }

    /// What can go wrong in passing.
    static let passingFaults: [GCSServer.Fault] = [
        .status(503), .status(429), .status(408), .status(500), .cutBefore, .cutAfter,
    ]

    @Test("a request that fails in passing is repeated", arguments: passingFaults)
    func repeats(_ fault: GCSServer.Fault) async throws {
        let fixture = try await GCSFixture()
        let key = try ObjectKey(Self.key)
        let operations: [GCSServer.Operation] = [
            .begin, .piece, .rewrite, .describe, .media, .delete, .list, .question,
        ]
        for operation in operations { fixture.server.fail(operation, fault, times: 2) }
        try await Self.upload(Self.bytes, fixture)
        #expect(try await fixture.store.stat(key)?.size == Int64(Self.bytes.count))
        #expect(try await fixture.store.readAll(key) == Self.bytes)
        var keys: [ObjectKey] = []
        for try await info in fixture.store.list(prefix: "") { keys.append(info.key) }
        #expect(keys == [key])
        try await fixture.store.delete(key)
        #expect(fixture.names == [])
    }

    @Test("of a write whose answer is lost, the writer learns the truth", arguments: passingFaults + [.late])
    func lostAnswer(_ fault: GCSServer.Fault) async throws {
        let fixture = try await GCSFixture()
        let key = try ObjectKey(Self.key)
        fixture.server.fail(.insert, fault)
        #expect(try await fixture.store.put([1], at: key, condition: .absent), "it is this writer's")
        fixture.server.fail(.insert, fault)
        #expect(try await fixture.store.put([2], at: key, condition: .absent) == false, "it was there")
        #expect(fixture.server.objects["nixery/blobs/a"]?.bytes == [1])
        fixture.server.fail(.insert, fault)
        #expect(try await fixture.store.put([3], at: key, condition: .always))
        #expect(fixture.server.objects["nixery/blobs/a"]?.bytes == [3])
    }

    @Test func `a storm of refusals ends in an error that names the object, and leaves nothing`() async throws {
        let fixture = try await GCSFixture()
        for operation in [GCSServer.Operation.insert, .media, .describe, .begin, .list] {
            fixture.server.fail(operation, .status(503), times: 1000)
        }
        let key = try ObjectKey(Self.key)
        await expectError(.failed, naming: "the server answered 503") {
            _ = try await fixture.store.put([1], at: key, condition: .absent)
        }
        await expectError(.failed, naming: "'blobs/a'") { _ = try await fixture.store.read(key, range: nil) }
        await expectError(.failed, naming: "the server answered 503") { _ = try await fixture.store.stat(key) }
        await expectError(.failed, naming: "the server answered 503") { try await Self.upload(Self.bytes, fixture) }
        await expectError(.failed, naming: "gs://images/nixery/") {
            for try await _ in fixture.store.list(prefix: "") {}
        }
        #expect(fixture.server.count(.media) == RetryPolicy().attempts, "tries are bounded")
        #expect(fixture.names == [])
    }

    @Test func `an upload that is cut goes on where the service has it`() async throws {
        let fixture = try await GCSFixture { $0.pieceSize = 1 << 20 }
        let bytes = (0..<(5 << 20)).map { UInt8(truncatingIfNeeded: $0 / 1000) }
        fixture.server.fail(.piece, .half, times: 3)
        fixture.server.fail(.piece, .cutAfter, times: 2)
        try await Self.upload(bytes, fixture)
        #expect(fixture.server.objects["nixery/blobs/a"]?.bytes == bytes)
        #expect(fixture.server.count(.question) == 5)
    }

    @Test func `the last piece's lost answer is asked for, and its bytes are not sent again`() async throws {
        let fixture = try await GCSFixture()
        fixture.server.fail(.piece, .status(503))
        fixture.server.fail(.piece, .cutAfter)
        fixture.server.fail(.piece, .cutAfter)
        try await Self.upload(Self.bytes, fixture)
        #expect(fixture.server.objects["nixery/blobs/a"]?.bytes == Self.bytes)
        #expect(fixture.server.count(.piece) == 3)
    }

    @Test func `an upload that the service never takes fails, ends its session and leaves nothing`() async throws {
        let fixture = try await GCSFixture()
        fixture.server.fail(.piece, .cutBefore, times: 1000)
        await expectError(.failed, naming: "the server takes no more bytes") {
            try await Self.upload(Self.bytes, fixture)
        }
        #expect(fixture.server.openSessions == 0)
        #expect(fixture.names == [])
    }

    @Test func `an upload that cannot be copied to its key leaves nothing`() async throws {
        let fixture = try await GCSFixture()
        fixture.server.fail(.rewrite, .status(403))
        await expectError(.denied, naming: "the server answered 403") { try await Self.upload(Self.bytes, fixture) }
        #expect(fixture.names == [])
    }

    @Test func `a cancelled upload ends its session`() async throws {
        let fixture = try await GCSFixture()
        let upload = Task {
            try await fixture.store.upload { writer in
                try await writer.write(Self.bytes)
                #expect(fixture.server.openSessions == 1)
                withUnsafeCurrentTask { $0?.cancel() }
                try await writer.write(Self.bytes)
                return try ObjectKey(Self.key)
            }
        }
        await #expect(throws: CancellationError.self) { try await upload.value }
        #expect(fixture.server.openSessions == 0)
        #expect(fixture.names == [])
    }

    @Test func `a read that is cut goes on at the next byte`() async throws {
        let fixture = try await GCSFixture()
        let bytes = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 / 777) }
        let key = try ObjectKey(Self.key)
        _ = try await fixture.store.put(bytes, at: key, condition: .always)
        fixture.server.fail(.media, .half, times: 4)
        #expect(try await fixture.store.readAll(key) == bytes)
        fixture.server.fail(.media, .half, times: 4)
        #expect(
            try await fixture.store.read(key, range: 10..<1_999_000)?.collect(of: key) == Array(bytes[10..<1_999_000]))
        #expect(fixture.server.count(.media) == 10)
    }

    @Test func `a read that is cut never goes on in another object of the same key`() async throws {
        let fixture = try await GCSFixture()
        let key = try ObjectKey(Self.key)
        _ = try await fixture.store.put([UInt8](repeating: 1, count: 100_000), at: key, condition: .always)
        fixture.server.fail(.media, .half)
        let body = try #require(try await fixture.store.read(key, range: nil))
        _ = try await fixture.store.put([UInt8](repeating: 2, count: 100_000), at: key, condition: .always)
        await expectError(.failed, naming: "going on there failed") { _ = try await body.collect(of: key) }
    }
}
