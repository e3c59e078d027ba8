import Conformance
import SystemPackage
import Testing

@testable import Storage

/// A kind of store, with all that it runs over, as the laws are checked on it.
struct TestedStore: Sendable, CustomTestStringConvertible {
    /// Makes a store that is empty; takes a name that no other store of this run has.
    typealias Maker = @Sendable (_ name: String) async throws -> any ObjectStore

    let testDescription: String
    /// What must be installed; nil for nothing.
    let needs: ConditionTrait?
    /// The names of laws that it cannot keep, each with the reason.
    let exceptions: [String: String]
    /// Brings up what it runs over, for as long as the body makes and uses stores, and looks afterwards at what is left.
    let run: @Sendable (_ body: @escaping @Sendable (Maker) async throws -> Void) async throws -> Void

    init(
        _ name: String, needs: ConditionTrait? = nil, exceptions: [String: String] = [:],
        run: @escaping @Sendable (_ body: @escaping @Sendable (Maker) async throws -> Void) async throws -> Void
    ) {
        testDescription = name
        self.needs = needs
        self.exceptions = exceptions
        self.run = run
    }
}

extension TestedStore {
    /// Every store. A new one is one file and one line here.
    static let all = [
        memory, faultless,
        filesystem("/tmp"), filesystem("/dev/shm"),
        s3(), s3("--page", "100"), s3("--conditions", "refused"), s3("--conditions", "ignored"), moto, swift,
        gcs(), gcs(wantsTokens: true), gcsEmulator,
    ]

    private static let memory = TestedStore("memory") { body in try await body { _ in MemoryStore() } }

    /// The tests' own tool must not lie.
    private static let faultless = TestedStore("faulty memory without faults") { body in
        try await body { _ in FaultyStore(MemoryStore()) }
    }
}
