package import SystemPackage

/// One run of a program.
package struct ProcessRun: Sendable {
    /// Which file is run.
    package enum Program: Hashable, Sendable {
        /// Looked up on the `PATH` of ``ProcessRun/environment``.
        case name(String)
        /// A file, absolute.
        case path(FilePath)
    }

    package var program: Program
    package var arguments: [String]
    /// All of it; nothing is inherited.
    package var environment: [String: String]
    /// What standard input gives before it ends.
    package var input: [UInt8] = []
    package var limits: ProcessLimits
    /// Bytes of standard output; a program that prints more is ended.
    package var outputLimit = 64 << 20
    /// Bytes of the end of standard error that are kept.
    package var errorLimit = 64 << 10
    /// Bytes of address space, where the program `prlimit` exists.
    package var addressSpace: Int?

    package init(program: Program, arguments: [String], environment: [String: String], limits: ProcessLimits) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.limits = limits
    }
}

/// How long a process may take; wall clock.
package struct ProcessLimits: Hashable, Sendable {
    /// From its start to its end.
    package var total: Duration
    /// Until it first prints anything; nil for no limit of its own.
    package var firstOutput: Duration?
    /// Between any two outputs, on standard output or error; nil for no limit of its own.
    package var silence: Duration?

    package init(total: Duration, firstOutput: Duration? = nil, silence: Duration? = nil) {
        self.total = total
        self.firstOutput = firstOutput
        self.silence = silence
    }
}

/// How a run ended.
package struct ProcessResult: Sendable {
    package enum Ending: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
        case timedOut(Limit)
        case tooMuchOutput
    }

    /// Which limit of ``ProcessLimits`` was reached.
    package enum Limit: Hashable, Sendable {
        case total, firstOutput, silence
    }

    package let ending: Ending
    /// Standard output; complete only when the process exited.
    package let output: [UInt8]
    /// The end of standard error.
    package let errors: OutputTail

    package init(ending: Ending, output: [UInt8], errors: OutputTail) {
        self.ending = ending
        self.output = output
        self.errors = errors
    }

    /// Output counts only then.
    package var isSuccess: Bool { ending == .exited(0) }
}

/// A program that is to be run does not exist, or may not be executed.
package struct ProgramMissing: Error, Hashable, Sendable, CustomStringConvertible {
    /// As it was asked for.
    package let program: String
    package var description: String { "the program '\(program)' does not exist or cannot be run" }
}
