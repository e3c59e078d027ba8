/// A value that ends, such as a token: asked for by the first who needs it, by one task for all, and again before it ends.
package actor FreshValue<Value: Sendable> {
    /// A value and the second since the epoch at which it ends; nil for never.
    package typealias Dated = (value: Value, ends: Int64?)

    private let early: Int64
    private let now: @Sendable () -> Int64
    private let make: @Sendable () async throws -> Dated
    private var held: Dated?
    private var running: Task<Dated, any Error>?
    /// Until when the one in the background is not begun anew.
    private var restsUntil: Int64?

    /// Seconds between one renewal in the background and the next: whoever gives the values may be in trouble.
    private static var pause: Int64 { 10 }

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

    /// The value. While one lasts it is given out at once, and renewed in the background when its end is near; where none does,
    /// the renewal is waited for.
    ///
    /// - Parameter seconds: how long it should last. One that lasts less is given out only where it cannot be renewed.
    package func value(lasting seconds: Int64 = 0) async throws -> Value {
        guard let held, lasts(held, for: 0) else { return try await renewal().value.value }
        // Why it failed is told when nothing lasts any more.
        if !lasts(held, for: seconds) { return (try? await renewal().value.value) ?? held.value }
        if !lasts(held, for: early), restsUntil.map({ $0 <= now() }) ?? true { _ = renewal() }
        return held.value
    }

    /// Forgets a value that the service refused, unless another took its place meanwhile: of many requests that are refused with one
    /// value, the first has it renewed.
    package func forget(_ refused: Value) where Value: Equatable {
        if held?.value == refused { held = nil }
    }

    /// Has a value that the service does not know made anew, and keeps it where that fails.
    ///
    /// - Returns: whether the value is another one now.
    func replace(_ refused: Value) async throws -> Bool where Value: Equatable {
        if let held, held.value != refused { return true }
        return try await renewal().value.value != refused
    }

    private func lasts(_ dated: Dated, for seconds: Int64) -> Bool {
        dated.ends.map { $0 - now() > seconds } ?? true
    }

    /// The one that is running, or a new one: not a child of the first asker, for others wait for it too.
    private func renewal() -> Task<Dated, any Error> {
        if let running { return running }
        let task = Task {
            defer { (running, restsUntil) = (nil, now() + Self.pause) }
            let dated = try await make()
            held = dated
            return dated
        }
        running = task
        return task
    }
}
