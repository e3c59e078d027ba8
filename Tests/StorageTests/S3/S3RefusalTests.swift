import Conformance
import Glibc
import Synchronization
import SystemPackage
import Testing

@testable import Storage

/// Requests that are refused for the time or the keys that they are signed with.
@Suite(.requires("python3")) struct S3RefusalTests {
    @Test(arguments: [3600, -3600]) func `a wrong clock is set right by the service's`(_ skew: Int) async throws {
        try await S3Server.run(["--skew", "\(skew)"]) { server in
            let key = try ObjectKey("key")
            #expect(try await S3Fixture.store(server.endpoint).put([1], at: key, condition: .absent))
            #expect(try await S3Fixture.store(server.endpoint).stat(key)?.size == 1)
            #expect(try await S3Fixture.store(server.endpoint).readAll(key) == [1])
        }
    }

    /// The service answers the first of them when all have come, so that all were signed with the wrong time.
    @Test(arguments: [36_000, -36_000] as [Int64]) func `many requests at once are all right after a wrong clock`(
        _ skew: Int64
    ) async throws {
        let count = 20
        let come = Mutex(0)
        let server = try ScriptedServer { request in
            come.withLock { $0 += 1 }
            while come.withLock({ $0 }) < count { usleep(1000) }
            let now = CloudClock.system() + skew
            // To the hour, and the one before: a test may take a while.
            let hours = [now, now - 3600].map { CloudTime.compact($0).prefix(11) }
            let isSkewed = !hours.contains(request.headers["x-amz-date"]?.prefix(11) ?? "")
            var headers = ["Date": GCSServer.httpDate(now), "Last-Modified": GCSServer.httpDate(now)]
            if isSkewed { return .answer(403, headers: headers, body: request.method == "HEAD" ? [] : Self.skewed) }
            if request.method == "HEAD" { headers["Content-Length"] = "1" }
            return .answer(200, headers: headers, body: request.method == "HEAD" ? [] : [1])
        }
        defer { server.stop() }
        let (store, key) = (try await S3Fixture.store(server.url("")), try ObjectKey("key"))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<count {
                group.addTask {
                    if number.isMultiple(of: 2) { return try await store.stat(key)?.size == 1 }
                    return try await store.readAll(key) == [1]
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(server.requests.count == 2 * count, "each is repeated once")
    }

    private static let skewed = Array("<Error><Code>RequestTimeTooSkewed</Code></Error>".utf8)

    @Test func `credentials that ended are read anew`() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending("credentials")
            let pair = "[default]\naws_access_key_id = test\naws_secret_access_key = secret\naws_session_token ="
            try file.write("\(pair) old\n")
            let environment = ["AWS_SHARED_CREDENTIALS_FILE": file.string]
            try await S3Server.run(["--token", "old"]) { server in
                let (store, key) = (
                    try await S3Fixture.store(server.endpoint, environment: environment), try ObjectKey("key")
                )
                #expect(try await store.put([1], at: key, condition: .absent))
                try await server.expect(token: "new")
                await expect(.failed) { _ = try await store.readAll(key) }
                try file.write("\(pair) new\n")
                #expect(try await store.readAll(key) == [1])
                try await server.expect(token: "newer")
                try file.write("\(pair) newer\n")
                #expect(try await store.stat(key)?.size == 1)
            }
        }
    }

    @Test(arguments: ["new:secret", "test:changed"]) func `keys that were changed in their file are read anew`(
        _ pair: String
    ) async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending("credentials")
            try Self.write("test:secret", to: file)
            try await S3Server.run { server in
                let environment = ["AWS_SHARED_CREDENTIALS_FILE": file.string]
                let store = try await S3Fixture.store(server.endpoint, environment: environment)
                let key = try ObjectKey("key")
                #expect(try await store.put([1], at: key, condition: .absent))
                try await server.expect(key: pair)
                await expect(.denied) { _ = try await store.readAll(key) }
                try Self.write(pair, to: file)
                #expect(try await store.readAll(key) == [1])
                try await server.expect(key: "test:secret")
                try Self.write("test:secret", to: file)
                #expect(try await store.stat(key)?.size == 1, "an answer without a body")
            }
        }
    }

    private static func write(_ pair: String, to file: FilePath) throws {
        let words = pair.split(separator: ":")
        try file.write("[default]\naws_access_key_id = \(words[0])\naws_secret_access_key = \(words[1])\n")
    }

    @Test func `a request with keys that cannot change is sent once`() async throws {
        try await S3Server.run { server in
            let (store, key) = (try await S3Fixture.store(server.endpoint), try ObjectKey("key"))
            try await server.expect(key: "other:secret")
            await expect(.denied) { _ = try await store.readAll(key) }
            await expect(.denied) { _ = try await store.stat(key) }
            #expect(try server.requests().filter { !$0.contains("/-/") }.count == 2)
        }
    }
}
