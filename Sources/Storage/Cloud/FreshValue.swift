/// A value that ends, such as a token: asked for by the first who needs it, by one task for all, and again before it ends.
package actor FreshValue<Value: Sendable> {
    /// A value and the second since the epoch at which it ends; nil for never.
    package typealias Dated = (value: Value, ends: Int64?)

    private let early: Int64
    private let now: @Sendable () -> Int64
    private let make: @Sendable () async throws -> Dated
    private var held: Dated?
    private var running: Task<Dated, any Error>?

    /// - Parameters:
    ///   - early: how many seconds before its end a value is renewed.
    ///   - now: seconds since the epoch.
    package init(
        early: Int64 = 300, now: @escaping @Sendable () -> Int64 = CloudClock.system,
        make: @escaping @Sendable () async throws -> Dated
    ) {
        self.early = early
        self.now = now
        self.make = make
    }

    /// The value. While renewing fails, the old one is given out for as long as it lasts.
    package func value() async throws -> Value {
        if let held, lasts(held, for: early) { return held.value }
        do {
            return try await renewed().value
        } catch {
            if let held, lasts(held, for: 0) { return held.value }
            throw error
        }
    }

    /// Forgets a value that the service refused, unless another took its place meanwhile: of many requests that are refused with one
    /// value, the first has it renewed.
    package func forget(_ refused: Value) where Value: Equatable {
        if held?.value == refused { held = nil }
    }

    private func lasts(_ dated: Dated, for seconds: Int64) -> Bool {
        dated.ends.map { $0 - now() > seconds } ?? true
    }

    /// Not a child of the first asker, for others wait for it too.
    private func renewed() async throws -> Dated {
        if let running { return try await running.value }
        let task = Task { try await make() }
        running = task
        defer { running = nil }
        let dated = try await task.value
        held = dated
        return dated
    }
}
