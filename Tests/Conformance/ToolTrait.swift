import FoundationEssentials
package import Testing

extension Trait where Self == ConditionTrait {
    /// For tests that need programs which are not part of the build, for example `.requires("bsdtar", package: "libarchive-tools")`.
    ///
    /// Where one is missing, the test is skipped with the reason. In CI (`CI=true`) it runs all the same, and so fails.
    ///
    /// - Parameter package: the Debian package that has it, where it is named otherwise.
    package static func requires(_ tools: String..., package: String? = nil) -> Self {
        let missing = tools.filter { OutsideTool.path(of: $0) == nil }
        let advice = "apt install \(package ?? missing.joined(separator: " "))"
        return .enabled(
            if: missing.isEmpty || OutsideTool.isContinuousIntegration,
            "not installed: \(missing.joined(separator: ", ")) (\(advice))")
    }
}

/// Finds programs on this machine.
package enum OutsideTool {
    /// Whether a missing program is a failure.
    package static var isContinuousIntegration: Bool {
        ["true", "1"].contains(ProcessInfo.processInfo.environment["CI"])
    }

    /// Where a program lies on PATH, or among the administrator's.
    package static func path(of tool: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "") + ":/usr/sbin:/sbin"
        return folders.split(separator: ":").map { "\($0)/\(tool)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }
}
