import Processes

/// From Nix's words to a kind. The texts are those of Nix 2.8 to 2.30 and of nixpkgs' `check-meta.nix`; what is not known is
/// ``EvaluationFailure/Kind/other``, with Nix's own sentence.
extension EvaluationFailure {
    /// - Parameters:
    ///   - errors: what the evaluator printed.
    ///   - wasCaught: whether `tryEval` caught it, which it does for throw, assert and a missing `<path>` only.
    ///   - root: the package set's folder; paths below it are shown relative to it.
    init(errors: String, wasCaught: Bool, root: String) {
        let sentence =
            Self.failedEquality(errors) ?? EvaluatorMessage.sentence(in: errors)
            ?? "the evaluator failed without saying why"
        let said = Self.kind(of: sentence)
        let kind = wasCaught ? said.flatMap { Self.catchable.contains($0) ? $0 : nil } ?? .threw : said ?? .other
        self.init(kind, message: PublicText.make(Self.reworded(kind, sentence), root: root))
    }

    /// What a caught error can be: everything else is only a package that quotes such words.
    private static let catchable: Set<Kind> = [
        .threw, .assertion, .notInSearchPath, .unfree, .broken, .insecure, .unsupportedSystem,
    ]

    /// Nix 2.25 and later explain an assertion of an equality by what is not equal, and name the assertion only in the steps above,
    /// which are cut off where they are many.
    private static func failedEquality(_ errors: String) -> String? {
        guard let sentence = EvaluatorMessage.sentence(in: errors), sentence.contains(" is not equal to ")
        else { return nil }
        let step = errors.split(separator: "\n").last { $0.contains("condition of the assertion '") }
        let condition = step.flatMap { quoted(String($0), after: "assertion ") } ?? sentence
        return "assertion '\(condition)' failed"
    }

    /// A run that said nothing of its own: time, memory, output.
    init(_ ending: ProcessResult.Ending, errors: String, root: String) {
        switch ending {
        case .timedOut: self.init(.timedOut, message: "its evaluation took too long")
        case .tooMuchOutput: self.init(.tooMuchOutput, message: "its evaluation printed too much")
        case .signalled: self.init(.outOfMemory, message: "its evaluation was ended, most likely for want of memory")
        case .exited: self.init(errors: errors, wasCaught: false, root: root)
        }
    }

    /// First match wins: phrases that packages may quote come after those that only Nix prints.
    private static let phrases: [(Kind, [String])] = [
        (.importFromDerivation, ["allow-import-from-derivation"]),
        (.refusedURI, ["access to URI '"]),
        (.refusedPath, ["access to absolute path '", "access to canonical path '", "is forbidden in restricted mode"]),
        (.notInSearchPath, ["was not found in the Nix search path"]),
        (.infiniteRecursion, ["infinite recursion", "stack overflow", "max-call-depth"]),
        (.aborted, ["evaluation aborted with the following error message"]),
        (.outOfMemory, ["out of memory", "Cannot allocate memory", "std::bad_alloc"]),
        (
            .environment,
            [
                "cannot connect to", "No space left on device", "Permission denied", "unable to download",
                "opening lock file", "SQLite database", "Read-only file system", "Disk quota exceeded",
                "Operation not permitted",
            ]
        ),
        (.unfree, ["unfree license", "an unfree licence"]),
        (.broken, ["marked as broken", "is broken"]),
        (.insecure, ["marked as insecure", "known vulnerabilities"]),
        (.unsupportedSystem, ["is not available on the requested hostPlatform", "is not supported on"]),
        (.syntax, ["syntax error"]),
        (.undefinedName, ["undefined variable"]),
        (
            .typeError,
            [
                "cannot add", "cannot coerce", "was expected", "expected a", "expected an", "is not a function",
                "which is not a function", "called without required argument", "called with unexpected argument",
                "cannot compare", "cannot convert", "to JSON", "cannot be converted",
            ]
        ),
    ]

    private static func kind(of sentence: String) -> Kind? {
        if sentence.hasPrefix("attribute '"), sentence.hasSuffix("missing") { return .missingAttribute }
        if sentence.hasPrefix("assertion "), sentence.hasSuffix("failed") { return .assertion }
        return phrases.first { $0.1.contains { sentence.contains($0) } }?.0
    }

    /// Says in the operator's terms what Nix says in those of its options.
    private static func reworded(_ kind: Kind, _ sentence: String) -> String {
        switch kind {
        case .aborted:
            quoted(sentence, after: "message: ").map { "it aborts the evaluation: \($0)" } ?? sentence
        case .importFromDerivation: "it builds something while it is being evaluated, which is not allowed"
        case .refusedPath: "it reads a path outside of its package set, which is not allowed"
        case .refusedURI:
            quoted(sentence, after: "URI ").map { "it fetches '\($0)', which is not allowed" } ?? sentence
        case .environment: "the evaluator could not work on this machine"
        default: sentence
        }
    }

    /// What stands between the quotes after `mark`.
    private static func quoted(_ sentence: String, after mark: String) -> String? {
        let parts = sentence.split(separator: mark, maxSplits: 1)
        guard parts.count == 2, let start = parts[1].firstIndex(of: "'"), let end = parts[1].lastIndex(of: "'"),
            start < end
        else { return nil }
        return String(parts[1][parts[1].index(after: start)..<end])
    }
}
