import Conformance
import Testing

/// A bucket that is far away. What counts is not how many requests there are, but how many of them wait for others.
@Suite(.requires("nix-instantiate"), .requires("python3"))
struct BucketLatencyTests {
    /// Thirty packages and the libraries that they share: forty layers, and then the one of links.
    private static let name = (0..<30).map { "p\($0)" }.joined(separator: "/")

    @Test(arguments: BucketBackend.all)
    func `with half a second for each answer images are built and served, and requests go side by side`(
        _ backend: BucketBackend
    ) async throws {
        try await backend.run { bucket, options in
            let built = try await Registry.run(options) { registry in
                try await bucket.delay(seconds: 0.5)
                _ = try await bucket.rounds()
                let image = try await registry.get("/v2/\(Self.name)/manifests/latest")
                #expect(image.status == 200)
                let rounds = try await bucket.rounds()
                #expect((1...100).contains(rounds), "one after the other it would be more than 200: \(rounds)")
                // The pull is noted beside the requests.
                repeat { try await Task.sleep(for: .seconds(2)) } while try await bucket.rounds() > 0
                #expect(try await registry.get("/v2/\(Self.name)/manifests/latest").body == image.body)
                #expect(try await bucket.rounds() == 1, "what is known and was seen lately: one record")
                return image.body
            }
            try await bucket.delay(seconds: 0)
            try await Registry.run(options) { replica in
                try await bucket.delay(seconds: 0.5)
                _ = try await bucket.rounds()
                #expect(try await replica.get("/v2/\(Self.name)/manifests/latest").body == built)
                let rounds = try await bucket.rounds()
                // The record, then all that it names, at best; not one layer after the other.
                #expect((2...10).contains(rounds), "\(rounds)")
                _ = try await replica.pull("p1/manifests/latest")
            }
        }
    }
}
