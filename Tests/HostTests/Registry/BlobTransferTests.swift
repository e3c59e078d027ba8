import HTTPTypes
import Host
import HummingbirdTesting
import NIOCore
import NIOPosix
import OCI
import Testing

/// How blobs leave over a real socket, from a file.
struct BlobTransferTests {
    /// Larger than one region and than any socket buffer, and no multiple of either.
    private static let bytes = (0..<9_000_001).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) }
    private static let digest = Digest(of: bytes)
    private static let path = "/v2/a/blobs/\(digest)"

    private func registry() throws -> (TestRegistry, FileBlob) {
        let file = try FileBlob(bytes: BlobTransferTests.bytes)
        return (TestRegistry(FakeProvider(files: [BlobTransferTests.digest: file])), file)
    }

    @Test(arguments: ["bytes=0-", "bytes=1048575-1048577", "bytes=-1", "bytes=5-8999990"])
    func `a part of a file arrives byte for byte`(_ range: String) async throws {
        let (registry, _) = try registry()
        let response = try await registry.answer(.socket, .get, BlobTransferTests.path, [.range: range])
        let span = try #require(response.headers[.contentRange]).split { " -/".contains($0) }.compactMap { Int($0) }
        try #require(span.count == 3)
        #expect(Array(response.body.readableBytesView) == Array(BlobTransferTests.bytes[span[0]...span[1]]))
        #expect(span[2] == BlobTransferTests.bytes.count)
    }

    @Test func `many readers of one file get the same bytes, and the file is closed after them`() async throws {
        let (registry, file) = try registry()
        let digests = try await registry.run(.socket) { client in
            try await withThrowingTaskGroup(of: Digest.self) { group in
                for _ in 0..<8 {  // As many connections as the client's pool has.
                    group.addTask {
                        let response = try await client.execute(uri: BlobTransferTests.path, method: .get)
                        return Digest(of: response.body.readableBytesView)
                    }
                }
                return try await group.reduce(into: [Digest]()) { $0.append($1) }
            }
        }
        #expect(digests == Array(repeating: BlobTransferTests.digest, count: 8))
        #expect(file.openReaders == 0)
    }

    @Test func `several requests on one connection come in order`() async throws {
        let (registry, _) = try registry()
        let answer = try await registry.run(.socket) { client in
            let get = { (close: Bool) in
                "GET \(BlobTransferTests.path) HTTP/1.1\r\nHost: a\r\nRange: bytes=10-19\r\n"
                    + (close ? "Connection: close\r\n\r\n" : "\r\n")
            }
            return try await exchange(
                port: try #require(client.port), "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + get(false) + get(true))
        }
        let statuses = answer.split(separator: "HTTP/1.1 ", omittingEmptySubsequences: true).map { $0.prefix(3) }
        #expect(statuses == ["200", "206", "206"])
    }

    @Test func `a client that leaves is noted, is no error, and lets go of the file`() async throws {
        let (registry, file) = try registry()
        try await registry.run(.socket) { client in
            try await leaveEarly(port: try #require(client.port), path: BlobTransferTests.path)
            let line = await registry.log.line(with: #""aborted":true"#)
            #expect(line?.contains(#""status":200"#) == true)
        }
        #expect(file.openReaders == 0)
        #expect(!registry.log.lines.contains { $0.contains(#""level":"error""#) })
    }

    @Test func `a client that stops reading is let go after the configured time`() async throws {
        var (registry, file) = try registry()
        registry.configuration.stallSeconds = 1
        try await registry.run(.socket) { [registry] client in
            try await connection(port: try #require(client.port)) { _, outbound in
                try await outbound.write(
                    ByteBuffer(string: "GET \(BlobTransferTests.path) HTTP/1.1\r\nHost: a\r\n\r\n"))
                #expect(await registry.log.line(with: #""aborted":true"#) != nil)
            }
        }
        #expect(file.openReaders == 0)
    }

    @Test func `what a client does not take is not read from a bucket either`() async throws {
        let stream = CountedStream(size: 1 << 30)
        var registry = TestRegistry(FakeProvider(streams: [BlobTransferTests.digest: stream]))
        registry.configuration.stallSeconds = 1
        try await registry.run(.socket) { [registry] client in
            try await connection(port: try #require(client.port)) { _, outbound in
                try await outbound.write(
                    ByteBuffer(string: "GET \(BlobTransferTests.path) HTTP/1.1\r\nHost: a\r\n\r\n"))
                #expect(await registry.log.line(with: #""aborted":true"#) != nil)
            }
        }
        // What both ends' sockets hold.
        #expect(stream.taken < 64 << 20)
    }

    @Test func `the log says how much was sent`() async throws {
        let (registry, _) = try registry()
        _ = try await registry.answer(.socket, .get, BlobTransferTests.path)
        let line = await registry.log.line(with: #""path":"\#(BlobTransferTests.path)""#)
        #expect(line?.contains(#""bytes":9000001"#) == true)
        #expect(line?.contains("aborted") == false)
    }

    @Test func `a store that breaks off ends the connection and goes to the log`() async throws {
        let file = try FileBlob(bytes: BlobTransferTests.bytes)
        let registry = TestRegistry(FakeProvider(files: [BlobTransferTests.digest: file]))
        // Without a socket the stream is read, and this one fails.
        await #expect(throws: (any Error).self) {
            try await registry.answer(.router, .get, BlobTransferTests.path)
        }
        #expect(registry.log.lines.contains { $0.contains(#""level":"error""#) && $0.contains("9000001") })
    }
}

/// Sends text over a connection of its own and reads until the server closes.
func exchange(port: Int, _ text: String) async throws -> String {
    try await connection(port: port) { inbound, outbound in
        try await outbound.write(ByteBuffer(string: text))
        var answer = ByteBuffer()
        for try await part in inbound { answer.writeImmutableBuffer(part) }
        return String(buffer: answer)
    }
}

/// Asks for something large, reads a little and closes.
private func leaveEarly(port: Int, path: String) async throws {
    try await connection(port: port) { inbound, outbound in
        try await outbound.write(ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n"))
        for try await _ in inbound { break }
    }
}

private func connection<Value: Sendable>(
    port: Int,
    _ body:
        @Sendable (NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>)
        async throws -> Value
) async throws -> Value {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "localhost", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    return try await channel.executeThenClose(body)
}
