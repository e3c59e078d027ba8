import FoundationEssentials
import Synchronization

/// Looks at the processes that this one started, and those that they started, again and again: what their arguments and
/// environment hold.
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
        for process in Self.processes() {
            let arguments = Self.text(process, "cmdline")
            let environment = Self.text(process, "environ")
            let isLeak = secrets.contains { arguments.contains($0) || environment.contains($0) }
            found.withLock { found in
                found.seen.insert(arguments)
                if isLeak { found.leaks.insert(arguments) }
            }
        }
    }

    /// Whether an `ssh`, whoever started it, has this text in its arguments, which are separated by spaces.
    static func isSSHRunning(with text: String) -> Bool {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []  // As below.
        return all.contains { name in
            name.allSatisfy(\.isNumber) && self.text(name, "stat").contains("(ssh)")
                && self.text(name, "cmdline").contains(text)
        }
    }

    /// Numbers of the processes below this one.
    private static func processes() -> [String] {
        // A machine without /proc shows nothing, and the tests then say so.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        var children: [Substring: [String]] = [:]
        for name in names where name.allSatisfy(\.isNumber) {
            if let parent = parent(of: name) { children[parent, default: []].append(name) }
        }
        var found = children["\(ProcessInfo.processInfo.processIdentifier)"] ?? []
        var next = 0
        while next < found.count {
            found += children[found[next][...]] ?? []
            next += 1
        }
        return found
    }

    /// The second field after the name, which is in parentheses.
    private static func parent(of process: String) -> Substring? {
        let status = text(process, "stat")
        guard let name = status.lastIndex(of: ")") else { return nil }
        return status[name...].split(separator: " ").dropFirst(2).first
    }

    private static func text(_ process: String, _ file: String) -> String {
        // Empty when it is gone by now, or another user's.
        let bytes = FileManager.default.contents(atPath: "/proc/\(process)/\(file)") ?? Data()
        return String(decoding: bytes, as: UTF8.self).replacing("\u{0}", with: " ")
    }
}
