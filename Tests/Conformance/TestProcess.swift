import FoundationEssentials

/// Other processes, as the tests see them.
package enum TestProcess {
    /// Not gone, and not merely waiting for its parent to ask how it ended.
    package static func isRunning(_ process: String) -> Bool {
        // A process that is gone has no such file.
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !status.contains(") Z ")
    }
}
