import Glibc
import Synchronization

/// The time as a service sees it: this machine's, corrected by what the service says in its answers.
package final class CloudClock: Sendable {
    private let machine: @Sendable () -> Int64
    /// Seconds that the service is ahead.
    private let offset = Mutex<Int64>(0)

    /// One moment by both clocks, in seconds since the epoch.
    struct Moment: Sendable {
        let machine: Int64
        let service: Int64
    }

    /// Seconds between two clocks that are no matter to a service.
    static let tolerance: Int64 = 60

    package init(machine: @escaping @Sendable () -> Int64 = CloudClock.system) { self.machine = machine }

    /// Seconds since the epoch by this machine.
    @Sendable package static func system() -> Int64 { Int64(time(nil)) }

    /// Seconds since the epoch by the service's clock.
    package var now: Int64 { moment.service }

    var moment: Moment {
        let machine = machine()
        return Moment(machine: machine, service: machine + offset.withLock { $0 })
    }

    /// Takes the time that a service gave an answer just come. It may be of any moment since the request was sent: some services
    /// begin an answer minutes before they end it.
    ///
    /// - Parameter sent: when the request was sent, by this machine.
    func correct(to date: Int64, sent: Int64) {
        let received = machine()
        offset.withLock { offset in
            let possible = min(sent, received) + offset - Self.tolerance...received + offset + Self.tolerance
            if !possible.contains(date) { offset = date - received }
        }
    }
}
