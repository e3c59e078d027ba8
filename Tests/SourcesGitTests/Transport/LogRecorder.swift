import Host
import Logging
import Synchronization

/// Keeps everything that is logged, at every level, as text.
final class LogRecorder: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var logger: Logger {
        var logger = Logger(label: "test") { label in
            JSONLogHandler(label: label) { [self] in add(String(decoding: $0, as: UTF8.self)) }
        }
        logger.logLevel = .trace
        return logger
    }

    func add(_ line: String) { lines.withLock { $0.append(line) } }
}
