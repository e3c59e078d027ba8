import Conformance
import Synchronization
import Testing

@testable import Storage

@Suite struct CloudClientTests {
    /// A client that writes down how long it would have waited.
    private func client(
        _ waits: Waits, attempts: Int = 4, silence: Duration = .seconds(60)
    ) async throws -> CloudClient {
        var (retry, limits) = (RetryPolicy(), CloudLimits())
        retry.attempts = attempts
        retry.sleep = { wait in waits.all.withLock { $0.append(wait) } }
        limits.silence = silence
        return try await CloudClient(limits: limits, retry: retry)
    }

    private final class Waits: Sendable {
        let all = Mutex<[Duration]>([])
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504]) func `trouble that passes is waited for`(_ status: Int)
        async throws
    {
        let count = Mutex(0)
        let server = try ScriptedServer { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return number < 4 ? .answer(status) : .text("done")
        }
        defer { server.stop() }
        let waits = Waits()
        let response = try await client(waits).send { CloudRequest(.get, server.url("/a")) }
        #expect(response.body == Array("done".utf8))
        #expect(waits.all.withLock { $0.count } == 3)
    }

    @Test(arguments: [200, 301, 400, 403, 404, 412, 501]) func `other answers are answers`(_ status: Int) async throws {
        let server = try ScriptedServer { _ in .answer(status) }
        defer { server.stop() }
        #expect(try await client(Waits()).send { CloudRequest(.put, server.url("/a")) }.status == status)
        #expect(server.requests.count == 1)
    }

    @Test func `the last answer is the answer when every try is used up`() async throws {
        let server = try ScriptedServer { _ in .answer(503, body: [1]) }
        defer { server.stop() }
        let response = try await client(Waits()).send { CloudRequest(.get, server.url("/a")) }
        #expect(response.status == 503)
        #expect(response.body == [1])
        #expect(server.requests.count == 4)
    }

    @Test(arguments: [ScriptedServer.Reply.cutOff([1, 2, 3], after: 1), .silence, .stall([1, 2], after: 1)])
    func `an answer that does not come is an error without the query`(_ reply: ScriptedServer.Reply) async throws {
        let server = try ScriptedServer { _ in reply }
        defer { server.stop() }
        let client = try await client(Waits(), attempts: 2, silence: .seconds(1))
        let error = await #expect(throws: CloudError.self) {
            _ = try await client.send {
                CloudRequest(.get, server.url("/a?X-Amz-Signature=hunter2"), headers: [("Authorization", "hunter2")])
            }
        }
        #expect(error?.request == "GET \(server.url("/a"))")
        #expect(error?.description.contains("hunter2") == false)
        // A server that is given up may not have read the request yet.
        for _ in 0..<3000 where server.requests.count < 2 { try await Task.sleep(for: .milliseconds(10)) }
        #expect(server.requests.count == 2)
    }

    @Test func `an answer that is larger than the limit is an error`() async throws {
        let server = try ScriptedServer { _ in .answer(200, body: [UInt8](repeating: 1, count: 1000)) }
        defer { server.stop() }
        let client = try await client(Waits(), attempts: 1)
        await #expect(throws: CloudError.self) {
            _ = try await client.send(limit: 999) { CloudRequest(.get, server.url("/a")) }
        }
    }

    @Test func `a download that is cut ends with an error`() async throws {
        let server = try ScriptedServer { _ in .cutOff([UInt8](repeating: 1, count: 1000), after: 500) }
        defer { server.stop() }
        let download = try await client(Waits()).open { CloudRequest(.get, server.url("/a")) }
        var count = 0
        await #expect(throws: CloudError.self) { for try await chunk in download.chunks { count += chunk.count } }
        #expect(count <= 500)
    }

    @Test func `a download is taken only as fast as it is asked for`() async throws {
        let size = 96 << 20
        let server = try ScriptedServer { _ in .answer(200, body: [UInt8](repeating: 1, count: size)) }
        defer { server.stop() }
        let client = try await CloudClient()
        let download = try await client.open { CloudRequest(.get, server.url("/a")) }
        var chunks = download.chunks.makeAsyncIterator()
        var count = try #require(try await chunks.next()).count
        // Until the server cannot send any more.
        var (sent, last) = (server.bytesSent, -1)
        while sent != last, sent < size {
            try await Task.sleep(for: .milliseconds(300))
            (sent, last) = (server.bytesSent, sent)
        }
        #expect(sent < 32 << 20, "what the sockets hold")
        while let chunk = try await chunks.next() { count += chunk.count }
        #expect(count == size)
        withExtendedLifetime(client) {}
    }

    @Test func `downloads that nobody takes keep no other request waiting`() async throws {
        let server = try ScriptedServer { request in
            request.target == "/large" ? .answer(200, body: [UInt8](repeating: 1, count: 64 << 20)) : .text("done")
        }
        defer { server.stop() }
        var limits = CloudLimits()
        (limits.connections, limits.downloads, limits.connect) = (1, 2, .seconds(1))
        var retry = RetryPolicy()
        retry.attempts = 1
        let client = try await CloudClient(limits: limits, retry: retry)
        var downloads: [CloudDownload] = []
        for _ in 0..<2 { downloads.append(try await client.open { CloudRequest(.get, server.url("/large")) }) }
        #expect(try await client.send { CloudRequest(.get, server.url("/small")) }.body == Array("done".utf8))
        withExtendedLifetime((client, downloads)) {}
    }

    @Test func `a cancelled request is cancelled and not repeated`() async throws {
        let server = try ScriptedServer { _ in .silence }
        defer { server.stop() }
        let client = try await CloudClient()
        let task = Task { try await client.send { CloudRequest(.get, server.url("/a")) } }
        while server.requests.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(server.requests.count == 1)
    }

    @Test(
        arguments: [
            (1, nil, 1.0, 100), (2, nil, 1.0, 200), (4, nil, 0.5, 400), (3, nil, 0, 0),
            // Never longer than the longest, however often or whatever the server says.
            (40, nil, 1.0, 20_000), (1, 3, 0, 3000), (1, 3, 1.0, 3100), (1, 3600, 0, 20_000),
        ] as [(Int, Int64?, Double, Int64)])
    func `waits double up to a limit`(_ failed: Int, _ asked: Int64?, _ chance: Double, _ milliseconds: Int64) {
        let delay = RetryPolicy().delay(failed: failed, asked: asked.map { .seconds($0) }, chance: chance)
        #expect(delay == .milliseconds(milliseconds))
    }

    @Test func `a server's wish to be left alone is heard`() {
        let response = CloudResponse(status: 503, headers: [("retry-after", "7")])
        #expect(CloudVerdict.byStatus(response) == .again(after: .seconds(7)))
    }
}
