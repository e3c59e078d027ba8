import Conformance
import Synchronization
import SystemPackage

@testable import Storage

/// Stores over stand-ins, with small parts and no waiting.
enum S3Fixture {
    static func configuration(_ endpoint: String, prefix: String = "") -> S3Configuration {
        var configuration = S3Configuration(bucket: S3Server.bucket)
        configuration.endpoint = endpoint
        configuration.prefix = prefix
        configuration.partSize = 5 << 20
        return configuration
    }

    /// Tries again at once.
    static var retry: RetryPolicy {
        var retry = RetryPolicy()
        retry.sleep = { _ in }
        return retry
    }

    static func store(
        _ endpoint: String, prefix: String = "", environment: [String: String] = S3Server.environment,
        clock: CloudClock = CloudClock()
    ) async throws -> S3Store {
        try await S3Store(
            configuration(endpoint, prefix: prefix), environment: environment, retry: retry, clock: clock,
            partCopySize: 12 << 20)
    }

    /// Uploads as many bytes as said, in pieces of a megabyte.
    static func upload(_ size: Int, to store: S3Store, at key: ObjectKey) async throws {
        try await store.upload { writer in
            for start in stride(from: 0, to: size, by: 1 << 20) {
                try await writer.write([UInt8](repeating: UInt8(start >> 20), count: min(1 << 20, size - start)))
            }
            return key
        }
    }
}
