import Conformance
import Storage
import Testing

@Suite struct GCSStoreTests {
    @Test func `a small upload is one request`() async throws {
        let fixture = try await GCSFixture()
        try await fixture.store.upload { writer in
            for _ in 0..<4 { try await writer.write([UInt8](repeating: 1, count: 64 << 10)) }
            return try ObjectKey("small")
        }
        #expect(fixture.server.requests.count == 1)
        #expect(fixture.names == ["nixery/small"])
    }

    @Test func `a large upload is sent in pieces and copied in the bucket`() async throws {
        let fixture = try await GCSFixture { $0.pieceSize = 4 << 20 }
        let bytes = [UInt8](repeating: 7, count: 20 << 20)
        try await fixture.store.upload { writer in
            try await writer.write(bytes)
            return try ObjectKey("large")
        }
        #expect(fixture.server.count(.piece) == 5)
        #expect(fixture.server.count(.rewrite) == 3, "the copy takes several steps")
        #expect(fixture.server.objects["nixery/large"]?.bytes == bytes)
        #expect(fixture.names == ["nixery/large"])
    }

    @Test func `objects of other programs are not listed`() async throws {
        let fixture = try await GCSFixture()
        let other = try await GCSFixture {
            $0.endpoint = fixture.server.endpoint
            $0.prefix = ""
        }
        for key in ["nixery", "nixery2/a", "a"] {
            _ = try await other.store.put([1], at: try ObjectKey(key), condition: .always)
        }
        _ = try await fixture.store.put([2], at: try ObjectKey("ours"), condition: .always)
        var found: [String] = []
        for try await info in fixture.store.list(prefix: "") { found.append(info.key.value) }
        #expect(found == ["ours"])
    }

    @Test func `what a killed upload left behind is not listed, and removed by its age`() async throws {
        let fixture = try await GCSFixture()
        fixture.server.fail(.rewrite, .status(403))
        fixture.server.fail(.delete, .status(403))
        await expectError(.denied, naming: "the server answered 403") {
            try await fixture.store.upload { writer in
                try await writer.write([UInt8](repeating: 1, count: 300_000))
                return try ObjectKey("a")
            }
        }
        #expect(fixture.names.count == 1)
        for prefix in ["", "~", "~staging/"] {
            for try await info in fixture.store.list(prefix: prefix) { Issue.record("\(info.key) is listed") }
        }
        // The stand-in has written everything at this second.
        let written = try #require(CloudTime.parseISO("2026-01-02T03:04:05Z"))
        _ = try await fixture.store.put([2], at: try ObjectKey("b"), condition: .always)
        #expect(try await fixture.store.removeStaged(before: written) == 0)
        #expect(try await fixture.store.removeStaged(before: written + 1) == 1)
        #expect(fixture.names == ["nixery/b"])
    }
}
