/// One run of a program of Nix.
struct ToolRun: Sendable {
    /// The program's name.
    var tool: String
    var arguments: [String]
    var environment: [String: String]
    /// Wall clock, from the moment it is started.
    var timeLimit: Duration
    /// Bytes of standard output; a program that prints more is ended.
    var outputLimit = 64 << 20
    /// Bytes of the end of standard error that are kept.
    var errorLimit = 64 << 10
    /// Bytes of address space, where the program `prlimit` exists.
    var addressSpace: Int?
}

/// How a run ended.
struct ToolResult: Sendable {
    /// How the process ended.
    enum Ending: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
        case timedOut
        case tooMuchOutput
    }

    let ending: Ending
    /// Standard output; complete only when the process exited.
    let output: [UInt8]
    /// The end of standard error.
    let errors: OutputTail

    /// Output counts only then.
    var isSuccess: Bool { ending == .exited(0) }
}
