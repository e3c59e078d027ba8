import Synchronization

/// What a long command is doing: one line that is written over on a terminal, otherwise a line for each step.
final class ProgressLine: Sendable {
    private let columns: Int?
    private let write: @Sendable (String) -> Void
    private let last = Mutex("")

    /// - Parameters:
    ///   - columns: the terminal's width; nil where nobody watches.
    ///   - write: takes text for the standard error.
    init(columns: Int?, write: @escaping @Sendable (String) -> Void) {
        self.columns = columns
        self.write = write
    }

    /// On this process's standard error.
    static func ofProcess() -> ProgressLine {
        ProgressLine(columns: Terminal.isInteractive ? Terminal.columns : nil, write: Terminal.write)
    }

    /// Says what is being done now; the same text twice is said once.
    func show(_ text: String) {
        last.withLock { last in
            guard text != last else { return }
            last = text
            write(columns.map { "\r\u{1B}[K" + Self.fitted(text, $0) } ?? "nixery: \(text)\n")
        }
    }

    /// Takes the line away, so that what comes next starts on a clean one.
    func clear() {
        last.withLock { last in
            if columns != nil, !last.isEmpty { write("\r\u{1B}[K") }
            last = ""
        }
    }

    /// A line that is wider than the terminal would wrap, and only its end would be written over.
    private static func fitted(_ text: String, _ columns: Int) -> String {
        text.count < columns ? text : text.prefix(max(0, columns - 2)) + "…"
    }
}
