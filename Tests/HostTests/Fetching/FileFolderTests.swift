import Conformance
import SystemPackage
import Testing

@testable import Host

/// Many small files of one server.
@Suite struct FileFolderTests {
    private func downloader(silence: Duration = .seconds(60)) throws -> Downloader {
        var limits = NetworkLimits()
        (limits.connect, limits.silence) = (.seconds(60), silence)
        return Downloader(limits: limits, caFile: nil, proxies: try ProxyRules(configured: nil, environment: [:]))
    }

    @Test func `Files are found by their names, behind redirects too`() async throws {
        let server = try ScriptedServer { request in
            request.target == "/folder/moved" ? .redirect("/other/9") : .text(request.target)
        }
        defer { server.stop() }
        let address = try FetchAddress(server.url("/folder/"))
        try await downloader().withFolder(address, connections: 4) { folder in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let bytes = try await folder.get("\(number)", maximumBytes: 100)
                        #expect(String(decoding: bytes, as: UTF8.self) == "/folder/\(number)")
                    }
                }
                try await group.waitForAll()
            }
            let moved = try await folder.get("moved", maximumBytes: 100)
            #expect(moved == Array("/other/9".utf8))
        }
    }

    /// An answer, and what it is taken for.
    static let failures: [(ScriptedServer.Reply, String)] = [
        (.answer(404), "there is nothing at"),
        // What a bucket says which must not be listed.
        (.answer(403), "there is nothing at"),
        (.answer(503), "the server answered 503"),
        (.text("0123456789+"), "has more than 10 bytes"),
        (.cutOff(Array("0123".utf8), after: 2), "closed the connection before the end"),
        (.stall(Array("0123".utf8), after: 2), "sent nothing for"),
        (.redirect("ftp://example.org/x"), "redirects to where it must not"),
    ]

    @Test(arguments: failures)
    func `A failure is an error about the file, and the next file is still read`(
        reply: ScriptedServer.Reply, message: String
    ) async throws {
        let server = try ScriptedServer { $0.target == "/good" ? .text("good") : reply }
        defer { server.stop() }
        // The good file must come in time too.
        let downloader = try downloader(silence: message == "sent nothing for" ? .seconds(2) : .seconds(60))
        try await downloader.withFolder(FetchAddress(server.url("/")), connections: 1) { folder in
            let error = await #expect(throws: FetchError.self) { _ = try await folder.get("bad", maximumBytes: 10) }
            #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
            let good = try await folder.get("good", maximumBytes: 10)
            #expect(good == Array("good".utf8))
        }
    }

    @Test func `A folder of this machine is read the same way`() async throws {
        try await withTemporaryFolder { path in
            try path.appending("file").write("text")
            try await downloader().withFolder(FetchAddress("file://\(path)"), connections: 4) { folder in
                let text = try await folder.get("file", maximumBytes: 10)
                #expect(text == Array("text".utf8))
                let other = try FetchAddress("file://\(path)/other")
                await #expect(throws: FetchError.notFound(other)) {
                    _ = try await folder.get("other", maximumBytes: 10)
                }
            }
        }
    }
}
