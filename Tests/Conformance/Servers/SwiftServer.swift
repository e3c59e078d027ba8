import FoundationEssentials
import SystemPackage
package import Testing

/// OpenStack Swift with its s3api, which others wrote and which reads S3's protocol in its own way: it checks signatures, and
/// knows no conditional writes. See `swift-s3.py`.
package enum SwiftServer {
    package static let bucket = "layers"
    /// Credentials that it takes, as the environment has them.
    package static let environment = [
        "AWS_ACCESS_KEY_ID": "test:tester", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_EC2_METADATA_DISABLED": "true",
    ]

    /// Runs it with a bucket that is empty.
    package static func run<Result: Sendable>(
        body: @Sendable @escaping (_ endpoint: String) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let script = FilePath(#filePath).removingLastComponent().appending("swift-s3.py").string
            let state = folder.appending("state").string
            // Debian's own Python has Debian's modules.
            return try await ServerProcess.run(
                "/usr/bin/python3", [script, state, bucket], log: folder.appending("log"),
                isReady: { $0.contains("\n") ? $0.split(separator: "\n").first.flatMap { Int($0) } : nil },
                body: { try await body("http://127.0.0.1:\($0)") })
        }
    }

    /// Whether Debian's package `python3-swift` is here.
    package static let isInstalled = FileManager.default.fileExists(
        atPath: "/usr/lib/python3/dist-packages/swift/proxy/server.py")
}

extension Trait where Self == ConditionTrait {
    /// For tests over OpenStack Swift. Where it is not installed, the test is skipped with the reason. In CI (`CI=true`) it
    /// runs all the same, and so fails.
    package static func requiresSwiftServer() -> Self {
        .enabled(
            if: SwiftServer.isInstalled || OutsideTool.isContinuousIntegration,
            "not installed: OpenStack Swift (apt install python3-swift)")
    }
}
