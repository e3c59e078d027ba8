import Conformance
import Testing

@testable import Storage

extension TestedStore {
    /// Our own strict stand-in.
    ///
    /// - Parameter options: how it treats conditions, and pages so small that listings have several.
    static func s3(_ options: String...) -> TestedStore {
        TestedStore("S3 \(options.joined(separator: " "))", needs: .requires("python3")) { body in
            try await S3Server.run(options) { server in
                try await body { name in
                    try await store(
                        server.endpoint, name, keepsConditions: !options.contains("--conditions"))
                }
                let names = try await server.names()
                #expect(names.allSatisfy { $0.contains("/prefix-objects/") }, "nothing of an upload stays")
            }
        }
    }

    /// A stand-in that others write.
    static let moto = TestedStore(
        "S3 moto", needs: .requires("moto_server", package: "python3-venv, then scripts/setup.sh test")
    ) { body in
        try await MotoServer.run(bucket: S3Server.bucket) { endpoint in
            try await body { try await store(endpoint, $0, keepsConditions: true) }
        }
    }

    /// A real service that speaks the protocol.
    static let swift = TestedStore("S3 OpenStack Swift", needs: .requiresSwiftServer()) { body in
        try await SwiftServer.run { endpoint in
            try await body {
                try await store(endpoint, $0, keepsConditions: false, environment: SwiftServer.environment)
            }
        }
    }

    /// A store in a part of the bucket that is its own.
    private static func store(
        _ endpoint: String, _ name: String, keepsConditions: Bool,
        environment: [String: String] = S3Server.environment
    ) async throws -> any ObjectStore {
        let store = try await S3Fixture.store(endpoint, prefix: "\(name)/prefix-", environment: environment)
        try await store.check()
        #expect(store.hasConditionalWrites == keepsConditions)
        return store
    }
}
