import Logging
import Synchronization

/// What a script prints on standard error, line by line in the log, up to a limit.
final class ScriptLog: Sendable {
    private struct State {
        var line: [UInt8] = []
        var count = 0
    }

    /// Lines of one run.
    private static let lineLimit = 200
    /// Bytes of one line.
    private static let widthLimit = 400

    private let script: String
    private let logger: Logger
    private let state = Mutex(State())

    init(script: String, logger: Logger) {
        self.script = script
        self.logger = logger
    }

    @Sendable func add(_ bytes: [UInt8]) {
        state.withLock { state in
            for byte in bytes {
                if byte == UInt8(ascii: "\n") {
                    end(&state)
                } else if state.line.count < Self.widthLimit {
                    state.line.append(byte)
                }
            }
        }
    }

    /// Writes what came without a line's end.
    func finish() {
        state.withLock { end(&$0) }
    }

    private func end(_ state: inout State) {
        guard !state.line.isEmpty else { return }
        defer { state.line = [] }
        state.count += 1
        guard state.count <= Self.lineLimit else { return }
        logger.info(
            "a script says",
            metadata: ["script": "\(script)", "line": "\(String(decoding: state.line, as: UTF8.self))"])
        if state.count == Self.lineLimit {
            logger.info("a script says more, which is left out", metadata: ["script": "\(script)"])
        }
    }
}
