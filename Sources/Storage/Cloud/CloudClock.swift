import Glibc
import Synchronization

/// The time as a service sees it: this machine's, corrected by what the service says in its answers.
package final class CloudClock: Sendable {
    private let machine: @Sendable () -> Int64
    /// Seconds that the service is ahead.
    private let offset = Mutex<Int64>(0)

    package init(machine: @escaping @Sendable () -> Int64 = CloudClock.system) { self.machine = machine }

    /// Seconds since the epoch by this machine.
    @Sendable package static func system() -> Int64 { Int64(time(nil)) }

    /// Seconds since the epoch by the service's clock.
    package var now: Int64 { machine() + offset.withLock { $0 } }

    /// Takes the time from an answer's `Date` header.
    ///
    /// - Returns: whether it was off by more than a minute.
    package func correct(by response: CloudResponse) -> Bool {
        guard let date = response.header("Date").flatMap(CloudTime.parseHTTP) else { return false }
        let isOff = abs(date - now) > 60
        if isOff { offset.withLock { $0 = date - machine() } }
        return isOff
    }
}
