import Logging
import OCI

@testable import Host

/// A remote whose answers a test decides.
struct FakeRemote: RemoteSource, TagListing {
    let name = "fake"
    var identity = ["fake", "one"]
    let state = Shared(State())

    struct State: Sendable {
        var pins: [String: SourcePin] = ["v1": SourcePin(content: "one")]
        var failure: (any Error)?
        /// Tags that were asked for, in order; `*` for the list.
        var asked: [String] = []
        /// Where questions wait.
        var gate: Gate?
        /// Whether questions wait for ever.
        var hangs = false
    }

    var questions: Int { state.withLock { $0.asked.count } }

    func set(_ tag: String, to pin: SourcePin?) { state.withLock { $0.pins[tag] = pin } }

    /// Makes every question fail; nil ends it.
    func fail(with error: SourceError?) { state.withLock { $0.failure = error } }

    func pin(_ tag: Tag, logger: Logger) async throws -> SourcePin {
        try await ask(tag.value)
        guard let pin = state.withLock({ $0.pins[tag.value] }) else {
            throw SourceError.unknownTag(tag, near: state.withLock { $0.pins.keys.sorted() })
        }
        return pin
    }

    func tags(logger: Logger) async throws -> [Tag] {
        try await ask("*")
        return try state.withLock { Array($0.pins.keys) }.sorted().map { try Tag($0) }
    }

    func packages(at pin: SourcePin) -> PinnedPackages {
        PinnedPackages(revision: pin.content, displayRevision: pin.display ?? pin.content, time: pin.time) { _ in
            throw SourceError.unavailable("no files here")
        }
    }

    private func ask(_ question: String) async throws {
        let (gate, hangs, failure) = state.withLock { state in
            state.asked.append(question)
            return (state.gate, state.hangs, state.failure)
        }
        await gate?.wait()
        while hangs { try await Task.sleep(for: .seconds(3600)) }
        if let failure { throw failure }
    }
}
