package import Logging
import Metrics
package import Nix
import Synchronization

/// Copies what was built or fetched to another Nix store, such as a binary cache of all replicas: beside the requests, one copy at a
/// time. No image waits for it or fails with it.
package final class StorePusher: Sendable {
    private struct State {
        var waiting: Set<StorePath> = []
        var worker: Task<Void, Never>?
        var isClosed = false
    }

    private let nix: NixClient
    package let target: StoreAddress
    private let logger: Logger
    private let state = Mutex(State())
    private let pushed = Counter(label: "nixery_outputs_pushed_total")
    private let failed = Counter(label: "nixery_outputs_not_pushed_total")

    /// A store that takes nothing costs copies, not memory.
    private static let limit = 20_000
    /// Paths of one copy: what cannot be copied takes the rest of its copy with it.
    private static let batch = 64
    private static let stopping = "the process ends"

    package static let descriptions = [
        PrometheusDescription("nixery_outputs_pushed_total", "Outputs copied to the other store with their closures."),
        PrometheusDescription(
            "nixery_outputs_not_pushed_total", "Outputs that could not be copied to the other store."),
    ]

    package init(nix: NixClient, to target: StoreAddress, logger: Logger) {
        self.nix = nix
        self.target = target
        self.logger = logger
    }

    /// Begins to copy valid paths with their closures.
    func push(_ paths: Set<StorePath>) {
        let (left, isClosed) = state.withLock { state in
            let new = paths.subtracting(state.waiting)
            let taken = new.prefix(state.isClosed ? 0 : Self.limit - state.waiting.count)
            state.waiting.formUnion(taken)
            if state.worker == nil, !taken.isEmpty { state.worker = Task { await self.work() } }
            return (new.count - taken.count, state.isClosed)
        }
        if left > 0 { report(left, reason: isClosed ? Self.stopping : "too many wait for it") }
    }

    /// Waits until everything is copied, and takes no more. Cancelling ends the copy that is under way.
    package func finish() async {
        let worker = state.withLock { state in
            state.isClosed = true
            return state.worker
        }
        await withTaskCancellationHandler {
            await worker?.value
        } onCancel: {
            worker?.cancel()
        }
    }

    private func work() async {
        while !Task.isCancelled, let paths = next() { await copy(paths) }
        let left = state.withLock { $0.isClosed ? $0.waiting.count : 0 }
        if left > 0 { report(left, reason: Self.stopping) }
    }

    private func next() -> [StorePath]? {
        state.withLock { state in
            let paths = Array(state.waiting.prefix(Self.batch))
            state.waiting.subtract(paths)
            if paths.isEmpty { state.worker = nil }
            return paths.isEmpty ? nil : paths
        }
    }

    private func copy(_ paths: [StorePath]) async {
        do {
            let count = try await nix.withRoots { roots in
                // What Nix's garbage collector took meanwhile is left out.
                let results = try await roots.realise(paths.map(StoreReference.path))
                let valid = results.compactMap { reference, result in
                    if case .success = result { reference.storePath } else { nil }
                }
                try await nix.copy(valid.sorted(), to: target)
                return valid.count
            }
            pushed.increment(by: Int64(count))
            if count < paths.count { report(paths.count - count, reason: "they are not in the store any more") }
        } catch {
            let reason = error is CancellationError ? Self.stopping : "\(error)"
            report(paths.count, reason: reason, detail: (error as? NixError)?.lastLines ?? [])
        }
    }

    private func report(_ count: Int, reason: String, detail: [String] = []) {
        logger.warning(
            "outputs were not copied to the other store",
            metadata: [
                "outputs": "\(count)", "store": "\(target)", "reason": "\(reason)",
                "detail": .array(detail.map { .string($0) }),
            ])
        // Who sees the count finds the reason in the log.
        failed.increment(by: Int64(count))
    }
}
