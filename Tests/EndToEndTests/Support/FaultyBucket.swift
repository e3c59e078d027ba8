import Conformance
import SystemPackage
import Testing

/// A bucket of a stand-in, as the registry uses it and as tests do harm to it.
protocol FaultyBucket: Sendable {
    /// Runs a test over an empty bucket.
    ///
    /// - Parameter folder: for files of credentials.
    static func run(
        in folder: FilePath, _ body: @escaping @Sendable (any FaultyBucket) async throws -> Void
    ) async throws

    /// The registry's settings.
    var environment: [String: String] { get }

    /// Refuses every request with 503, or none any more.
    func refuseAll(_ isRefusing: Bool) async throws
    /// Breaks the next connections of each kind: in the middle of what is sent, before the work, after it.
    func breakUploads() async throws
    /// Breaks the next connections in the middle of an object.
    func breakDownloads() async throws
    /// Sends half of the next object and nothing any more.
    func endDownloads() async throws
    /// Removes objects by the beginnings of their keys.
    func remove(_ prefix: String) async throws
    /// Gives objects other bytes of the same length.
    func damage(_ prefix: String) async throws
    /// Ends what the registry proves by who it is; what it finds where it looks for that is good.
    func expireCredentials() async throws
    func makeReadOnly() async throws
    /// Makes every answer take so long.
    func delay(seconds: Double) async throws
    /// How many requests came one after the other at least since this was asked last; requests side by side are one.
    func rounds() async throws -> Int
    /// What is left of uploads.
    func leftovers() async throws -> [String]
}

/// A backend that keeps objects in a bucket.
struct BucketBackend: Sendable, CustomTestStringConvertible {
    let testDescription: String
    private let bucket: any FaultyBucket.Type

    /// Every one. A new one is one file and one line here.
    static let all = [BucketBackend("S3", S3FaultyBucket.self), BucketBackend("GCS", GCSFaultyBucket.self)]

    private init(_ name: String, _ bucket: any FaultyBucket.Type) {
        testDescription = name
        self.bucket = bucket
    }

    /// Runs a test over an empty bucket, with a package set and what a registry is started with.
    func run(_ body: @escaping @Sendable (any FaultyBucket, Registry.Options) async throws -> Void) async throws {
        let bucket = bucket
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            try await bucket.run(in: folder.appending("bucket")) { bucket in
                let options = Registry.Options(
                    packages: set.folder, store: folder.appending("store"), environment: bucket.environment)
                try await body(bucket, options)
            }
        }
    }
}
