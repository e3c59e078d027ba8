import OCI
import Synchronization

@testable import Host

/// An engine with the steps that it took.
struct BenchEngine: Sendable {
    let engine: ImageEngine
    let steps: Steps

    func pull(_ name: String, tag: Tag = .latest) async throws -> ResolvedImage {
        try await engine.image(ImageName(name), tag: tag, logger: EngineBench.logger)
    }

    /// The error that a client sees; throws another one when there is none.
    func refusal(
        _ name: String, tag: Tag = .latest
    ) async throws -> RegistryError {
        do {
            _ = try await pull(name, tag: tag)
        } catch let error as RegistryError { return error }
        throw NoRefusal(name: name)
    }

    func forget(_ name: String, tag: Tag? = nil) async throws -> Int {
        try await engine.forget(ImageName(name), tag: tag, logger: EngineBench.logger)
    }

    struct NoRefusal: Error {
        let name: String
    }
}

/// Counts what an engine did.
final class Steps: Sendable {
    private let events = Mutex<[BuildEvent]>([])

    func note(_ event: BuildEvent) { events.withLock { $0.append(event) } }

    var evaluations: Int { count { if case .evaluating = $0 { true } else { false } } }
    var realisations: Int { count { if case .realising = $0 { true } else { false } } }
    var packings: Int { count { if case .packed = $0 { true } else { false } } }
    var packedTwice: Int { count { $0 == .packedTwice } }
    func leases(_ event: LeaseEvent) -> Int { count { $0 == .lease(event) } }
    var finished: Int { count { $0 == .finished } }

    private func count(_ isMeant: (BuildEvent) -> Bool) -> Int { events.withLock { $0.count(where: isMeant) } }
}
