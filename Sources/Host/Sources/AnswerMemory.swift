import Logging
import OCI

/// Answers of a remote by question: asked once for many callers, remembered for a while, and used beyond that while the
/// remote cannot be asked.
///
final class AnswerMemory<Value: Codable & Sendable>: Sendable {
    /// An answer to use.
    struct Found: Sendable {
        let value: Value
        /// nil when it is fresh.
        let staleness: Staleness?
    }

    /// What is known about one question.
    private struct Entry: Sendable {
        var answer: RemoteAnswer<Value>?
        var trouble: RemoteTrouble?
    }

    private let lifetimes: TagLifetimes
    private let records: AnswerRecords<Value>?
    private let clock: @Sendable () -> Double
    private let isFixed: @Sendable (Value) -> Bool
    private let isRecorded: @Sendable (Value) -> Bool
    private let table = BoundedTable<String, Entry>(limit: 20_000)
    private let flights = SingleFlight<String, Found>()

    /// - Parameters:
    ///   - clock: seconds since the epoch.
    ///   - isFixed: whether an answer is true for ever; it is asked for once.
    ///   - isRecorded: whether an answer is written to the records; the others stay in memory, which is bounded.
    init(
        lifetimes: TagLifetimes, records: AnswerRecords<Value>?, clock: @escaping @Sendable () -> Double,
        isFixed: @escaping @Sendable (Value) -> Bool, isRecorded: @escaping @Sendable (Value) -> Bool
    ) {
        self.lifetimes = lifetimes
        self.records = records
        self.clock = clock
        self.isFixed = isFixed
        self.isRecorded = isRecorded
    }

    /// - Parameter ask: asks the remote.
    /// - Throws: what `ask` throws, where there is no answer to fall back on; `CancellationError`.
    func find(
        _ question: String, logger: Logger, _ ask: @escaping @Sendable () async throws -> Value
    ) async throws -> Found {
        if let found = try remembered(question) { return found }
        return try await flights.run(question) { [self] in
            // It may have been answered between the look-up above and this flight.
            if let found = try remembered(question) { return found }
            return try await refresh(question, logger: logger, ask)
        }
    }

    func cancelAll() async { await flights.cancelAll() }

    /// From memory alone: an answer that is fresh, or what to do while the remote is left alone; nil to ask.
    private func remembered(_ question: String) throws -> Found? {
        guard let entry = table[question] else { return nil }
        if let answer = entry.answer, isFresh(answer) { return Found(value: answer.value, staleness: nil) }
        guard let trouble = entry.trouble, trouble.isRecent(at: clock()) else { return nil }
        return try fallBack(on: entry.answer, trouble)
    }

    private func refresh(
        _ question: String, logger: Logger, _ ask: @Sendable () async throws -> Value
    ) async throws -> Found {
        let stored = try await records?.load(question)
        if let stored, isFresh(stored) {
            table.insert(Entry(answer: stored), for: question, cost: 1)
            return Found(value: stored.value, staleness: nil)
        }
        do {
            let time = clock()
            let answer = RemoteAnswer(value: try await ask(), time: time)
            table.insert(Entry(answer: answer), for: question, cost: 1)
            if isRecorded(answer.value) { try await records?.save(answer, to: question) }
            return Found(value: answer.value, staleness: nil)
        } catch SourceError.unknownTag(let tag, let near) {
            table.remove(question)
            try await records?.remove(question)
            throw SourceError.unknownTag(tag, near: near)
        } catch let error as SourceError {
            return try recover(question, from: error, stored: stored, logger: logger)
        }
    }

    /// Notes that the remote could not be asked, and falls back on the last answer.
    ///
    /// What worked with this configuration lately is more likely broken for a moment than configured wrongly: a channel's
    /// server may say "not found" for a minute while the channel moves. Without such an answer the operator is told at once.
    private func recover(
        _ question: String, from error: SourceError, stored: RemoteAnswer<Value>?, logger: Logger
    ) throws -> Found {
        let time = clock()
        let known = table[question]
        let answer = [known?.answer, stored].compactMap { $0 }.filter { $0.age(at: time) != nil }.max {
            $0.time < $1.time
        }
        if case .misconfigured = error, usableAge(of: answer) == nil { throw error }
        let trouble = RemoteTrouble(error, time: time, after: known?.trouble)
        table.insert(Entry(answer: answer, trouble: trouble), for: question, cost: 1)
        let found = try fallBack(on: answer, trouble)
        if trouble.isToldNow, let age = found.staleness?.ageText {
            logger.warning(
                "the remote cannot be asked; its last answer is used",
                metadata: ["tag": "\(question)", "reason": "\(error)", "age": "\(age)"])
        }
        return found
    }

    private func fallBack(on answer: RemoteAnswer<Value>?, _ trouble: RemoteTrouble) throws -> Found {
        guard let answer, let age = usableAge(of: answer) else { throw trouble.error }
        return Found(value: answer.value, staleness: Staleness(age: age, reason: trouble.publicReason))
    }

    /// The age of an answer that may be fallen back on; nil for others.
    private func usableAge(of answer: RemoteAnswer<Value>?) -> Double? {
        guard let age = answer?.age(at: clock()), .seconds(age) < lifetimes.stale else { return nil }
        return age
    }

    private func isFresh(_ answer: RemoteAnswer<Value>) -> Bool {
        if isFixed(answer.value) { return true }
        guard let age = answer.age(at: clock()) else { return false }
        return .seconds(age) < lifetimes.fresh
    }
}
