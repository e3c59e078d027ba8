import FoundationEssentials
import Synchronization

/// Looks at every process of this machine, again and again: what its arguments and environment hold.
final class ProcessWatch: Sendable {
    private let secrets: [String]
    private let found = Mutex<(seen: Set<String>, leaks: Set<String>)>(([], []))

    init(secrets: [String]) { self.secrets = secrets }

    /// Arguments of processes that were seen, in lines.
    var seen: String { found.withLock { $0.seen.joined(separator: "\n") } }
    /// Arguments of processes that showed a secret.
    var leaks: Set<String> { found.withLock { $0.leaks } }

    /// Watches while the body runs.
    func during<Result>(_ body: () async throws -> Result) async throws -> Result {
        let watching = Task.detached { [self] in
            while !Task.isCancelled {
                look()
                await Task.yield()
            }
        }
        defer { watching.cancel() }
        return try await body()
    }

    private func look() {
        let own = "\(ProcessInfo.processInfo.processIdentifier)"
        // A machine without /proc shows nothing, and the tests then say so.
        for process in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        where process.allSatisfy(\.isNumber) && process != own {
            let arguments = text("/proc/\(process)/cmdline")
            let environment = text("/proc/\(process)/environ")
            let isLeak = secrets.contains { arguments.contains($0) || environment.contains($0) }
            found.withLock { found in
                found.seen.insert(arguments)
                if isLeak { found.leaks.insert(arguments) }
            }
        }
    }

    private func text(_ file: String) -> String {
        // Gone by now, or of another user.
        let bytes = FileManager.default.contents(atPath: file) ?? Data()
        return String(decoding: bytes, as: UTF8.self).replacing("\u{0}", with: " ")
    }
}
