import Glibc
import Synchronization

/// A place in storing where tests end the process as `kill -9` would, to see what is left.
///
/// The environment variable `NIXERY_TEST_CRASH_AT=<name>[:count]` picks one, at its count-th time (the first when no count
/// is given). Without the variable a point does nothing. It is the one look-up of the environment outside configuration: a
/// test needs it in a process that it can reach by nothing else, and no operator should find it among the settings.
package enum CrashPoint: String, CaseIterable, Sendable {
    /// An upload has its empty temporary file.
    case uploadBegun
    /// Some bytes of an upload are in the temporary file; reached after each of its buffers.
    case uploadHalfWritten
    /// All bytes of an upload are written, but not yet durable.
    case uploadWritten
    /// The temporary file of an upload is durable and has no name in the store yet.
    case uploadSynced
    /// An upload has its name; the folder is not yet durable.
    case uploadRenamed
    /// A put's bytes are in its temporary file and durable.
    case putWritten
    /// A put has its name; the folder is not yet durable.
    case putRenamed

    /// The point that ends this process, and how many times it is still passed.
    private struct Plan: Sendable {
        let point: CrashPoint
        let count: Int
    }

    /// Read once, at the first point that is reached.
    private static let plan: Plan? = getenv("NIXERY_TEST_CRASH_AT").flatMap { parse(String(cString: $0)) }
    private static let reached = Atomic<Int>(0)

    /// Ends the process here if this is the point and the time that the test asked for.
    package static func reach(_ point: CrashPoint) {
        guard let plan, plan.point == point else { return }
        if reached.add(1, ordering: .relaxed).newValue == plan.count { kill(getpid(), SIGKILL) }
    }

    private static func parse(_ text: String) -> Plan? {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard let name = parts.first, let point = CrashPoint(rawValue: String(name)) else { return nil }
        guard parts.count == 2 else { return Plan(point: point, count: 1) }
        return Int(parts[1]).map { Plan(point: point, count: $0) }
    }
}
