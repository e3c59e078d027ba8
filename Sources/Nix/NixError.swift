/// What went wrong while running Nix, apart from what is wrong with one package's definition (``EvaluationFailure``).
package enum NixError: Error, Hashable, Sendable {
    /// What the source gave is not a set of packages: it does not parse, throws, or is something else.
    case notAPackageSet(EvaluationFailure)
    /// An argument of the package set is not JSON.
    case invalidArgument(name: String)
    /// A builder failed; `lastLines` end its log.
    case buildFailed(derivation: StorePath?, lastLines: [String])
    /// A builder or the whole realisation took longer than its limit.
    case buildTimedOut(derivation: StorePath?, lastLines: [String])
    /// Neither this machine nor any that Nix knows builds for the package's system and has the features that it asks for.
    case noBuilder
    /// These paths are not in the store, and nothing offers or builds them.
    case notValid([StorePath])
    /// The program is not installed or cannot be run.
    case toolMissing(String)
    /// The program ended by a signal, most often for want of memory.
    case killed(tool: String, signal: Int32)
    /// No memory.
    case outOfMemory(tool: String)
    /// No space on the store's file system.
    case diskFull
    /// The program printed what we cannot read.
    case unreadable(tool: String, reason: String)
    /// The program took longer than its limit, with nothing of it being a build.
    case timedOut(tool: String)
    /// Network, daemon, rights, state folder: the machine's trouble and not the packages'. Users see `reason`, `detail` is for the
    /// log.
    case environment(reason: String, detail: [String])

    /// Whether trying again soon is pointless: failed builds and time-outs, but never the machine's own trouble.
    package var isRemembered: Bool {
        switch self {
        case .buildFailed, .buildTimedOut: true
        default: false
        }
    }

    /// The end of the log, for the operator; empty where there is none.
    package var lastLines: [String] {
        switch self {
        case .buildFailed(_, let lines), .buildTimedOut(_, let lines): lines
        case .environment(_, let detail): detail
        default: []
        }
    }
}

extension NixError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAPackageSet(let failure): "the source is not a package set: \(failure)"
        case .invalidArgument(let name): "the argument '\(name)' of the package set is not JSON"
        case .buildFailed(let derivation, _): "the build of \(Self.name(derivation)) failed"
        case .buildTimedOut(let derivation, _): "the build of \(Self.name(derivation)) took too long"
        case .noBuilder: "no machine here can build for its system, with the features that it needs"
        case .notValid(let paths):
            "not in the store and not offered by any cache: \(paths.map(\.baseName).joined(separator: ", "))"
        case .toolMissing(let tool): "the program '\(tool)' of Nix was not found"
        case .killed(let tool, let signal): "\(tool) was ended by signal \(signal)"
        case .outOfMemory(let tool): "\(tool) ran out of memory"
        case .diskFull: "no space is left in the Nix store"
        case .unreadable(let tool, let reason): "\(tool) answered in a way that is not understood: \(reason)"
        case .timedOut(let tool): "\(tool) took too long"
        case .environment(let reason, _): reason
        }
    }

    private static func name(_ derivation: StorePath?) -> String {
        guard let derivation else { return "a package" }
        return derivation.isDerivation ? "'\(derivation.name.dropLast(4))'" : "'\(derivation.name)'"
    }
}
