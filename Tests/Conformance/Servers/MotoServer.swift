import Storage
import SystemPackage

/// moto, a stand-in for Amazon's services that others write. It takes any signature.
package enum MotoServer {
    /// Python runs it at its start. moto checks a condition and then stores, in threads and without a lock; so that no other thread
    /// comes in between, a thread goes on until it waits for something.
    private static let atomicity = "import sys\nsys.setswitchinterval(3600)\n"

    /// Runs it with a bucket that is empty.
    package static func run<Result: Sendable>(
        bucket: String, body: @Sendable @escaping (_ endpoint: String) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            try folder.appending("sitecustomize.py").write(atomicity)
            return try await ServerProcess.run(
                "moto_server", ["-H", "127.0.0.1", "-p", "0"], environment: ["PYTHONPATH": folder.string],
                log: folder.appending("log"),
                isReady: { log in
                    log.firstMatch(of: /Running on (http:\/\/127\.0\.0\.1:\d+)/).map { String($0.output.1) }
                },
                body: { endpoint in
                    // A bucket is made by a request without a body; the signature does not matter.
                    let request = CloudRequest(.put, "\(endpoint)/\(bucket)")
                    _ = try await CloudClient().send { request }
                    return try await body(endpoint)
                })
        }
    }
}
