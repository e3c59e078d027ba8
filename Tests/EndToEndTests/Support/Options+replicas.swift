import Conformance
import SystemPackage
import Testing

extension Registry.Options {
    /// Replicas of one package set over one bucket, each with a folder of its own.
    ///
    /// - Parameter folder: gets theirs.
    static func replicas(
        _ count: Int, of packages: FilePath, in folder: FilePath, over server: S3Server, leaseLifetime: String
    ) -> [Self] {
        replicas(
            count, of: packages, in: folder, over: server.endpoint, bucket: S3Server.bucket,
            credentials: S3Server.environment, leaseLifetime: leaseLifetime)
    }

    /// The same over any service that speaks S3's protocol.
    ///
    /// - Parameters:
    ///   - endpoint: its address.
    ///   - credentials: as the environment has them.
    static func replicas(
        _ count: Int, of packages: FilePath, in folder: FilePath, over endpoint: String, bucket: String,
        credentials: [String: String], leaseLifetime: String
    ) -> [Self] {
        let settings = [
            "NIXERY_STORAGE_BACKEND": "s3", "NIXERY_STORAGE_S3_BUCKET": bucket,
            "NIXERY_STORAGE_S3_ENDPOINT": endpoint, "NIXERY_STORAGE_S3_PART_SIZE": "5M",
            "NIXERY_STORAGE_LEASE_LIFETIME": leaseLifetime,
        ]
        return (1...count).map {
            Self(
                packages: packages, store: folder.appending("replica-\($0)"),
                environment: credentials.merging(settings) { $1 })
        }
    }

    /// Two days later, when all that processes left that died is old: nothing of it is there after a collector, and all that is
    /// stored is right.
    ///
    /// - Parameter gc: how the collector is called.
    func checkAfterCollecting(_ server: S3Server, by gc: [String] = ["gc"]) async throws {
        try await server.setClock(ahead: 2 * 86_400)
        for arguments in [gc, ["verify"]] {
            let outcome = try await Program.run(Program.nixery.string, arguments, environment: variables)
            #expect(outcome.status == 0, "\(outcome.output)")
        }
        #expect(try await server.names().allSatisfy { $0.hasPrefix("objects/") && !$0.contains("/leases/") })
    }
}
