import Storage
import SystemPackage

/// A strict stand-in for S3: see `s3.py` for what it checks and how it fails.
package struct S3Server: Sendable {
    package let endpoint: String
    private let log: FilePath
    package static let bucket = "layers"
    /// Credentials that it takes, as the environment has them.
    package static let environment = [
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_EC2_METADATA_DISABLED": "true",
    ]

    /// - Parameter options: of the program.
    package static func run<Result: Sendable>(
        _ options: [String] = [], body: @Sendable @escaping (S3Server) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let log = folder.appending("log")
            let script = FilePath(#filePath).removingLastComponent().appending("s3.py").string
            return try await ServerProcess.run(
                "python3", [script, bucket] + options, log: log,
                isReady: { $0.contains("\n") ? $0.split(separator: "\n").first.flatMap { Int($0) } : nil },
                body: { try await body(S3Server(endpoint: "http://127.0.0.1:\($0)", log: log)) })
        }
    }

    /// Makes requests fail: lines of `METHOD WORD COUNT ACTION`.
    package func fail(_ lines: String...) async throws {
        _ = try await control(.put, "faults", lines.joined(separator: "\n"))
    }

    /// Changes the session token that must be sent.
    package func expect(token: String) async throws { _ = try await control(.put, "token", token) }

    /// Changes the key pair that it takes: `ACCESS:SECRET`.
    package func expect(key: String) async throws { _ = try await control(.put, "key", key) }

    /// Sets the clock so many seconds ahead.
    package func setClock(ahead seconds: Int) async throws { _ = try await control(.put, "skew", "\(seconds)") }
    /// Lets everything work again.
    package func heal() async throws { _ = try await control(.put, "heal") }

    /// Makes every answer take so long.
    package func delay(seconds: Double) async throws { _ = try await control(.put, "delay", "\(seconds)") }

    /// How many requests came one after the other at least since this was asked last; requests side by side are one.
    package func rounds() async throws -> Int { Int(try await control(.put, "rounds")) ?? 0 }

    /// Removes objects by the beginnings of their names.
    package func remove(_ prefix: String) async throws { _ = try await control(.put, "remove", prefix) }

    /// Gives objects other bytes of the same length.
    package func damage(_ prefix: String) async throws { _ = try await control(.put, "damage", prefix) }

    /// The names of objects, and of uploads that have not ended.
    package func names() async throws -> [String] {
        try await control(.get, "state").split(separator: "\n").map(String.init)
    }

    /// Forgets all objects.
    package func clear() async throws { _ = try await control(.put, "clear") }

    /// Every request so far: method, path and query.
    package func requests() throws -> [String] {
        try ServerProcess.text(of: log).split(separator: "\n").dropFirst().map(String.init)
    }

    private func control(_ method: CloudRequest.Method, _ what: String, _ body: String = "") async throws -> String {
        let request = CloudRequest(method, "\(endpoint)/-/\(what)", body: Array(body.utf8))
        return String(decoding: try await CloudClient().send { request }.body, as: UTF8.self)
    }
}
