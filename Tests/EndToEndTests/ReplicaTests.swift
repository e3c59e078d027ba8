import Conformance
import FoundationEssentials
import OCI
import SystemPackage
import Testing

/// Three replicas over one bucket, killed and started again while many clients pull.
@Suite(.requires("nix-instantiate", package: "nix-bin"), .requires("python3"), .serialized)
struct ReplicaTests {
    private static let pulls = 200

    /// How long replicas are killed; the environment may ask for more.
    private static var killing: Duration {
        let text = ProcessInfo.processInfo.environment["NIXERY_TEST_REPLICA_SECONDS"]
        return .seconds(text.flatMap { Int($0) } ?? 25)
    }

    @Test func `with leases each layer is packed once, and at most once more for each kill`() async throws {
        try await withTemporaryFolder { folder in
            try await S3Server.run { server in
                // Longer than any answer of the bucket takes.
                let calm = try await ReplicaGroup.run(
                    try Self.options(folder, server, leaseLifetime: "60s"), seed: 1
                ) { group in
                    try await Puller.with(group.address, connections: Self.pulls) { try await Self.round(0, $0) }
                }
                #expect(try Self.lostLeases(folder) == 0)
                let options = try Self.options(folder, server)
                let rounds = try await ReplicaGroup.run(options, seed: 20_261_122) { group in
                    try await Puller.with(group.address, connections: Self.pulls) { try await Self.rounds(group, $0) }
                }
                let packed = try Self.packings(server)
                for layer in calm { #expect(packed[layer] == 1, "nobody was killed then") }
                // A bucket that answers too late costs a lease, too.
                let lost = try Self.lostLeases(folder)
                for (round, (layers, kills)) in rounds.enumerated() {
                    for layer in layers {
                        #expect((1...(1 + kills + lost)).contains(packed[layer] ?? 0), "round \(round + 1)")
                    }
                }
                try await options[0].checkAfterCollecting(server)
            }
        }
    }

    @Test func `without conditional writes images are right all the same`() async throws {
        try await withTemporaryFolder { folder in
            try await S3Server.run(["--conditions", "refused"]) { server in
                let options = try Self.options(folder, server)
                try await Self.pullWithoutLeases(options, pulls: Self.pulls)
                #expect(try await server.names().allSatisfy { !$0.contains("/leases/") })
                try await options[0].checkAfterCollecting(server, by: ["gc", "--only-collector"])
            }
        }
    }

    /// Its s3api refuses conditions, and is another's reading of the protocol.
    @Test(.requiresSwiftServer()) func `over OpenStack Swift images are right all the same`() async throws {
        try await withTemporaryFolder { folder in
            try await SwiftServer.run { endpoint in
                let set = folder.appending("set")
                try ReplicaSet.write(to: set, salt: folder.string)
                let options = Registry.Options.replicas(
                    3, of: set, in: folder, over: endpoint, bucket: SwiftServer.bucket,
                    credentials: SwiftServer.environment, leaseLifetime: "5s")
                // Fewer: it takes longer for each request.
                try await Self.pullWithoutLeases(options, pulls: 60)
                let outcome = try await Program.run(
                    Program.nixery.string, ["verify"], environment: options[0].variables)
                #expect(outcome.status == 0, "\(outcome.output)")
            }
        }
    }

    private static func pullWithoutLeases(_ options: [Registry.Options], pulls: Int) async throws {
        try await ReplicaGroup.run(options, seed: 4) { group in
            for replica in group.replicas {
                let lines = try readText(replica.log).split(separator: "\n")
                #expect(lines.count { $0.contains("there are no leases") } == 1)
            }
            try await Puller.with(group.address, connections: pulls) { puller in
                let end = ContinuousClock.now + .seconds(15)
                group.killReplicas(until: end)
                var number = 0
                repeat {
                    _ = try await round(number, puller, pulls: pulls)
                    number += 1
                } while group.kills == 0 && .now < end
                #expect(group.kills > 0)
            }
        }
    }

    /// Rounds of pulls until the time is over, while replicas are killed.
    ///
    /// - Returns: the layers of each round, and how many were killed during it.
    private static func rounds(
        _ group: ReplicaGroup, _ puller: Puller
    ) async throws -> [(layers: Set<Digest>, kills: Int)] {
        var rounds: [(layers: Set<Digest>, kills: Int)] = []
        let end = ContinuousClock.now + killing
        group.killReplicas(until: end)
        while ContinuousClock.now < end {
            let before = group.kills
            let layers = try await round(rounds.count + 1, puller)
            rounds.append((layers, group.kills - before))
        }
        #expect(group.kills > 0)
        return rounds
    }

    /// Many pulls at once, all of which must succeed; an image has the same digest everywhere.
    ///
    /// - Returns: every layer.
    private static func round(_ round: Int, _ puller: Puller, pulls: Int = pulls) async throws -> Set<Digest> {
        let pulled = try await withThrowingTaskGroup(of: (Int, Puller.Image).self) { group in
            for pull in 0..<pulls {
                let number = pull % ReplicaSet.images
                group.addTask { (number, try await puller.pull(ReplicaSet.image(number, round: round))) }
            }
            return try await group.reduce(into: [Int: Set<Puller.Image>]()) { $0[$1.0, default: []].insert($1.1) }
        }
        #expect(pulled.count == ReplicaSet.images)
        for (number, images) in pulled { #expect(images.count == 1, "image \(number) of round \(round)") }
        return Set(pulled.values.flatMap { $0.flatMap(\.layers) })
    }

    private static func options(
        _ folder: FilePath, _ server: S3Server, leaseLifetime: String = "5s"
    ) throws -> [Registry.Options] {
        let set = folder.appending("set")
        try ReplicaSet.write(to: set, salt: folder.string)
        return Registry.Options.replicas(3, of: set, in: folder, over: server, leaseLifetime: leaseLifetime)
    }

    /// How often a replica could not keep or have a lease, as the logs say, those of killed ones too.
    private static func lostLeases(_ folder: FilePath) throws -> Int {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.string)
        let logs = names.filter { $0.hasPrefix("log-") }
        #expect(logs.count >= 3, "one of each replica")
        return try logs.reduce(into: 0) { count, name in
            let text = try readText(folder.appending(name))
            count += text.matches(of: /a lease was lost|there is no lease:/).count
        }
    }

    /// How often each blob was stored, whatever became of who stored it.
    private static func packings(_ server: S3Server) throws -> [Digest: Int] {
        let names = try server.requests().compactMap { $0.wholeMatch(of: /PUT .*\/objects\/blobs\/sha256\/(\w+)/) }
        return names.reduce(into: [:]) { counts, name in
            if let digest = Digest(hex: name.output.1) { counts[digest, default: 0] += 1 }
        }
    }
}
