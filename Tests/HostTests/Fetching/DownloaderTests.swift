import Conformance
import Logging
import Storage
import SystemPackage
import Testing

@testable import Host

/// What a downloader makes of good and bad servers.
@Suite struct DownloaderTests {
    typealias Server = ScriptedServer

    private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private func downloader(
        limits: NetworkLimits = .init(), proxy: String? = nil, environment: [String: String] = [:]
    ) throws -> Downloader {
        Downloader(
            limits: limits, caFile: nil, proxies: try ProxyRules(configured: proxy, environment: environment))
    }

    private func withServer(
        _ handler: @escaping @Sendable (Server.Request) -> Server.Reply,
        run body: (Server) async throws -> Void
    ) async throws {
        let server = try Server(handler)
        defer { server.stop() }
        try await body(server)
    }

    @Test func `Redirects are followed to the end, relative ones too`() async throws {
        try await withServer { request in
            switch request.target {
            case "/a": .redirect("/folder/b?x=1")
            case "/folder/b?x=1": .redirect("c")
            default: .text("end")
            }
        } run: { server in
            let address = try FetchAddress(server.url("/a"))
            #expect(try await downloader().get(address) == Array("end".utf8))
            #expect(try await downloader().location(of: address).text == server.url("/folder/c"))
            #expect(try await downloader().location(of: FetchAddress(server.url("/x"))).text == server.url("/x"))
        }
    }

    @Test func `A header stays with the server it is for`() async throws {
        try await withServer { _ in
            .text("content")
        } run: { other in
            let location = other.url("/file")
            try await withServer {
                $0.target == "/a" ? .redirect("/b") : .redirect(location)
            } run: { server in
                try await withTemporaryFolder { folder in
                    _ = try await downloader().download(
                        FetchAddress(server.url("/a")), headers: ["Authorization": Secret("Bearer s3cret")],
                        to: folder.appending("file"), maximumBytes: 100, logger: logger)
                }
                #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer s3cret", "Bearer s3cret"])
                #expect(other.requests.map { $0.headers["authorization"] } == [nil])
            }
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let reply: Server.Reply
        /// A part of the message.
        let text: String
        var testDescription: String { name }

        /// Short only where they are waited for.
        var limits: NetworkLimits {
            var limits = NetworkLimits()
            if text == "sent nothing for" { limits.silence = .milliseconds(300) }
            return limits
        }
    }

    static let failures = [
        Case(name: "404", reply: .answer(404), text: "there is nothing at"),
        Case(name: "410", reply: .answer(410), text: "there is nothing at"),
        Case(name: "503", reply: .answer(503), text: "answered 503"),
        Case(name: "403", reply: .answer(403), text: "answered 403"),
        Case(name: "silent", reply: .silence, text: "sent nothing for"),
        Case(name: "stalled", reply: .stall(Array("content".utf8), after: 3), text: "sent nothing for"),
        Case(name: "cut off", reply: .cutOff(Array("content".utf8), after: 3), text: "closed the connection"),
        Case(
            name: "says it is too large", reply: .answer(200, body: .init(repeating: 0, count: 101)),
            text: "more than 100"),
        Case(name: "is too large", reply: .unmeasured(.init(repeating: 0, count: 101)), text: "more than 100"),
        Case(name: "loop", reply: .redirect("/file"), text: "redirects too often"),
        Case(name: "to a file", reply: .redirect("file:///etc/passwd"), text: "redirects to where it must not"),
        Case(name: "to nowhere", reply: .answer(302), text: "redirects to where it must not"),
        Case(name: "to a password", reply: .redirect("http://a:b@127.0.0.1/"), text: "redirects to where it must not"),
    ]

    @Test(arguments: failures)
    func `Each failure is told in its own words, without the query`(failure: Case) async throws {
        try await withServer { _ in
            failure.reply
        } run: { server in
            try await withTemporaryFolder { folder in
                let address = try FetchAddress(server.url("/file?token=s3cret"))
                await #expect {
                    _ = try await downloader(limits: failure.limits).download(
                        address, to: folder.appending("file"), maximumBytes: 100, logger: logger)
                } throws: { error in
                    "\(error)".contains(failure.text) && error is FetchError && !"\(error)".contains("s3cret")
                }
            }
        }
    }

    @Test func `A server that is not there is unavailable`() async throws {
        let server = try Server { _ in .silence }
        server.stop()
        await #expect {
            _ = try await downloader().get(FetchAddress(server.url("/")))
        } throws: {
            if case .unavailable = $0 as? FetchError { true } else { false }
        }
    }

    @Test func `The time altogether has its limit`() async throws {
        var limits = NetworkLimits()
        limits.total = .milliseconds(200)
        try await withServer { _ in
            .silence
        } run: { server in
            let address = try FetchAddress(server.url("/"))
            await #expect(throws: FetchError.unavailable(address, reason: "it takes too long")) {
                _ = try await downloader(limits: limits).get(address)
            }
        }
    }

    @Test func `Cancelling ends it`() async throws {
        try await withServer { _ in
            .silence
        } run: { server in
            let task = Task { try await downloader().get(FetchAddress(server.url("/"))) }
            while server.requests.isEmpty { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func `A proxy is asked, but not for servers that are reached directly`() async throws {
        try await withServer { _ in
            .answer(403)
        } run: { proxy in
            try await withServer { _ in
                .text("direct")
            } run: { server in
                let address = try FetchAddress(server.url("/"))
                let withPassword = "http://user:s3cret@127.0.0.1:\(proxy.port)"
                for downloader in [
                    try downloader(proxy: withPassword), try downloader(environment: ["http_proxy": withPassword]),
                ] {
                    await #expect {
                        _ = try await downloader.get(address)
                    } throws: { "\($0)".contains("the proxy does not connect") && !"\($0)".contains("s3cret") }
                }
                #expect(proxy.requests.map(\.target) == ["127.0.0.1:\(server.port)", "127.0.0.1:\(server.port)"])
                #expect(proxy.requests.allSatisfy { $0.headers["proxy-authorization"] == "Basic dXNlcjpzM2NyZXQ=" })
                let direct = try downloader(environment: ["http_proxy": withPassword, "no_proxy": "x, 127.0.0.1"])
                #expect(try await direct.get(address) == Array("direct".utf8))
            }
        }
    }

    @Test func `A file is read in place, and its version is its time and size`() async throws {
        try await withTemporaryFolder { folder in
            try folder.appending("a b").write("content")
            let address = try FetchAddress("file://\(folder)/a%20b")
            #expect(try await downloader().get(address) == Array("content".utf8))
            let before = try await downloader().version(of: address)
            try folder.appending("a b").write("content 2")
            #expect(try await downloader().version(of: address) != before)
            let missing = try FetchAddress("file://\(folder)/none")
            await #expect(throws: FetchError.notFound(missing)) {
                _ = try await downloader().get(missing)
            }
        }
    }
}
