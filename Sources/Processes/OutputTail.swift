import Synchronization

/// The end of what a process printed, and its beginning up to a limit for someone who listens.
package final class OutputTail: Sendable {
    private let limit: Int
    private let bytes = Mutex<[UInt8]>([])

    /// - Parameter limit: bytes that are kept.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Adds what was printed, and drops the oldest when there is more than twice the limit.
    package func append(_ new: [UInt8]) {
        bytes.withLock { bytes in
            bytes += new.suffix(limit)
            if bytes.count > 2 * limit { bytes.removeFirst(bytes.count - limit) }
        }
    }

    /// The last bytes as text.
    package var text: String {
        bytes.withLock { String(decoding: $0.suffix(limit), as: UTF8.self) }
    }

    /// The last lines that are not empty, each shortened to 400 characters.
    package func lastLines(_ count: Int) -> [String] {
        text.split(separator: "\n").suffix(count).map { String($0.prefix(400)) }
    }
}
