import Conformance
import Synchronization
import Testing

@testable import Storage

extension TestedStore {
    /// Our own strict stand-in.
    ///
    /// - Parameter wantsTokens: of a service account; with pieces as large as usual then, and no prefix.
    static func gcs(wantsTokens: Bool = false) -> TestedStore {
        TestedStore("GCS\(wantsTokens ? " with tokens" : "")") { body in
            let used = Mutex<[GCSFixture]>([])
            try await body { _ in
                let fixture = try await GCSFixture(
                    wantsTokens: wantsTokens, login: wantsTokens ? .serviceAccount : .none
                ) {
                    guard wantsTokens else { return }
                    $0.prefix = ""
                    $0.pieceSize = 8 << 20
                }
                used.withLock { $0.append(fixture) }
                return fixture.store
            }
            for fixture in used.withLock({ $0 }) {
                #expect(fixture.names.allSatisfy { !$0.contains("~") }, "nothing of an upload stays")
                #expect(fixture.server.openSessions == 0)
                #expect(fixture.server.count(.token) == (wantsTokens ? 1 : 0), "one token serves all")
            }
        }
    }

    /// A stand-in that others write, with our preconditions and pages.
    static let gcsEmulator = TestedStore(
        "GCS emulator", needs: .requiresGCSEmulator()
    ) { body in
        try await GCSEmulator.run(bucket: "images") { endpoint in
            try await body { name in
                var configuration = GCSConfiguration(bucket: "images")
                configuration.endpoint = endpoint
                configuration.prefix = "\(name)/"
                // The emulator copies all that it has for each piece.
                configuration.pieceSize = 4 << 20
                let store = try await GCSStore(configuration, credentials: .none, pageSize: 100)
                try await store.check()
                return store
            }
        }
    }
}
