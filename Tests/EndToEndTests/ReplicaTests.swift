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
                let options = try Self.options(folder, server)
                let (layers, kills) = try await ReplicaGroup.run(options, seed: 20_261_122) { group in
                    try await Puller.with(group.address, connections: Self.pulls) { puller in
                        let calm = try await Self.round(0, puller)
                        #expect(try await Self.lostLeases(group) == 0)
                        return try await Self.rounds(group, puller, first: calm)
                    }
                }
                let packed = try Self.packings(server)
                for layer in layers[0] { #expect(packed[layer] == 1, "nobody was killed then") }
                for (round, layers) in layers.enumerated() {
                    for layer in layers {
                        #expect((1...(1 + kills[round])).contains(packed[layer] ?? 0), "round \(round)")
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
                try await Self.pullWithoutLeases(options)
                #expect(try await server.names().allSatisfy { !$0.contains("/leases/") })
                try await options[0].checkAfterCollecting(server)
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
                try await Self.pullWithoutLeases(options)
                let outcome = try await Program.run(
                    Program.nixery.string, ["verify"], environment: options[0].variables)
                #expect(outcome.status == 0, "\(outcome.output)")
            }
        }
    }

    private static func pullWithoutLeases(_ options: [Registry.Options]) async throws {
        try await ReplicaGroup.run(options, seed: 4) { group in
            for replica in group.replicas {
                let lines = try readText(replica.log).split(separator: "\n")
                #expect(lines.count { $0.contains("there are no leases") } == 1)
            }
            try await Puller.with(group.address, connections: pulls) { puller in
                group.killReplicas(until: .now + .seconds(15))
                _ = try await round(0, puller)
                #expect(group.kills > 0)
            }
        }
    }

    /// Rounds of pulls until the time is over, while replicas are killed.
    ///
    /// - Returns: the layers of each round, and how many were killed during it.
    private static func rounds(
        _ group: ReplicaGroup, _ puller: Puller, first: Set<Digest>
    ) async throws -> (layers: [Set<Digest>], kills: [Int]) {
        var layers = [first]
        var kills = [0]
        let end = ContinuousClock.now + killing
        group.killReplicas(until: end)
        while ContinuousClock.now < end {
            let before = group.kills
            layers.append(try await round(layers.count, puller))
            kills.append(group.kills - before)
        }
        #expect(group.kills > 0)
        return (layers, kills)
    }

    /// Many pulls at once, all of which must succeed; an image has the same digest everywhere.
    ///
    /// - Returns: every layer.
    private static func round(_ round: Int, _ puller: Puller) async throws -> Set<Digest> {
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

    private static func options(_ folder: FilePath, _ server: S3Server) throws -> [Registry.Options] {
        let set = folder.appending("set")
        try ReplicaSet.write(to: set, salt: folder.string)
        return Registry.Options.replicas(3, of: set, in: folder, over: server, leaseLifetime: "5s")
    }

    private static func lostLeases(_ group: ReplicaGroup) async throws -> Int {
        var count = 0
        for replica in group.replicas { count += try await replica.leases("lost") }
        return count
    }

    /// How often each blob was stored, whatever became of who stored it.
    private static func packings(_ server: S3Server) throws -> [Digest: Int] {
        let names = try server.requests().compactMap { $0.wholeMatch(of: /PUT .*\/objects\/blobs\/sha256\/(\w+)/) }
        return names.reduce(into: [:]) { counts, name in
            if let digest = Digest(hex: name.output.1) { counts[digest, default: 0] += 1 }
        }
    }
}
