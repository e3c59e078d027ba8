import Conformance
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Two replicas over one bucket, of which one ends in the middle of its work.
@Suite(.requires("nix-instantiate", package: "nix-bin"), .requires("python3"))
struct ReplicaDeathTests {
    private static let image = "huge/manifests/latest"

    @Test func `a replica killed while it packs is taken over from, and leaves no half blob`() async throws {
        // A renewal may have to wait for parts of the large layer.
        try await Self.run(leaseLifetime: "8s") { server, first, second in
            let end = try await Registry.runToEnd(first) { registry in
                // The answer is lost with the server.
                async let answer = try? registry.pull(Self.image)
                try await Self.waitForPart(server)
                kill(registry.process, SIGKILL)
                return await answer == nil
            }
            #expect(try end.result.get())
            try await Registry.run(second) { registry in
                let image = try await registry.pull(Self.image)
                #expect(try await ImageInvariants.violations(manifest: image.bytes) { image.blobs[$0] } == [])
                #expect(try await registry.leases("waited") > 0)
                #expect(try await registry.leases("taken_over") > 0)
                #expect(try await registry.leases("lost") == 0)
            }
            #expect(try await server.names().contains { $0.hasPrefix("upload staging/") })
            try await second.checkAfterCollecting(server)
        }
    }

    @Test func `a replica that stood still loses its lease, and nothing else`() async throws {
        try await Self.run(leaseLifetime: "2s") { server, first, second in
            try await Registry.run(first) { stopped in
                async let answer = stopped.pull(Self.image)
                try await Self.waitForPart(server)
                kill(stopped.process, SIGSTOP)
                // Else it could not be ended.
                defer { kill(stopped.process, SIGCONT) }
                let image = try await Registry.run(second) { registry in
                    let image = try await registry.pull(Self.image)
                    #expect(try await registry.leases("taken_over") > 0)
                    return image
                }
                kill(stopped.process, SIGCONT)
                #expect(try await answer.digest == image.digest)
                #expect(try await stopped.leases("lost") > 0)
                // The large layer, and what else was being packed.
                #expect(try await stopped.metric("nixery_layers_packed_twice_total") > 0)
            }
            #expect(try await server.names().allSatisfy { $0.hasPrefix("objects/") })
        }
    }

    /// Until some of a large layer is in the bucket, and most is not.
    private static func waitForPart(_ server: S3Server) async throws {
        for _ in 0..<6000 {
            if try server.requests().contains(where: { $0.contains("partNumber=1") }) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("nothing was uploaded")
    }

    private static func run(
        leaseLifetime: String,
        _ body: @Sendable @escaping (S3Server, Registry.Options, Registry.Options) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            try await S3Server.run { server in
                let options = Registry.Options.replicas(
                    2, of: set.folder, in: folder, over: server, leaseLifetime: leaseLifetime)
                try await body(server, options[0], options[1])
            }
        }
    }
}
