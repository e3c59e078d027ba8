import Synchronization

/// The time that the tries of one request are signed with. The clock may have been put right by the answer to another request
/// meanwhile, so that it does not tell whether a try's time was wrong.
final class UsedTime: Sendable {
    private let clock: CloudClock
    private let last = Mutex<CloudClock.Moment?>(nil)

    init(_ clock: CloudClock) { self.clock = clock }

    /// For the next try: seconds since the epoch by the service's clock.
    func now() -> Int64 {
        let moment = clock.moment
        last.withLock { $0 = moment }
        return moment.service
    }

    /// Puts the clock right by the `Date` of the answer to the last try.
    ///
    /// - Returns: whether the time of that try was off by more than a minute.
    func correct(by response: CloudResponse) -> Bool {
        guard let date = response.header("Date").flatMap(CloudTime.parseHTTP), let used = last.withLock({ $0 }) else {
            return false
        }
        clock.correct(to: date, sent: used.machine)
        return abs(date - used.service) > CloudClock.tolerance
    }
}
