import SystemPackage
package import Testing

/// The emulator of Google Cloud Storage that others write, with what it leaves out before it: see `gcs-emulator.py`.
package enum GCSEmulator {
    /// Runs it with a bucket that is empty.
    package static func run<Result: Sendable>(
        bucket: String, body: @Sendable @escaping (_ endpoint: String) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let script = FilePath(#filePath).removingLastComponent().appending("gcs-emulator.py").string
            return try await ServerProcess.run(
                "python3", [script, bucket], log: folder.appending("log"),
                isReady: { $0.contains("\n") ? $0.split(separator: "\n").first.flatMap { Int($0) } : nil },
                body: { try await body("http://127.0.0.1:\($0)") })
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// For tests over the emulator.
    package static func requiresGCSEmulator() -> Self {
        .requires("gcp-storage-emulator", package: "python3-venv, then scripts/setup.sh test")
    }
}
