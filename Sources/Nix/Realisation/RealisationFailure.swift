import Processes

/// Why `nix-store --realise` failed.
///
/// Exit status of Nix (manual, `nix-build`, "Special exit codes"): 100 a build failed, 101 timed out, 102 a hash does not match, 104
/// a check failed; several together are combined bit by bit. A daemon's client may end with 1 instead, then the words decide.
enum RealisationFailure {
    static func make(_ result: ProcessResult, references: [StoreReference], lineCount: Int) -> NixError {
        let text = result.errors.text
        let derivation = derivation(in: text) ?? single(references)
        let lines = result.errors.lastLines(lineCount)
        switch result.ending {
        case .timedOut: return .buildTimedOut(derivation: derivation, lastLines: lines)
        case .signalled(let signal): return .killed(tool: "nix-store", signal: signal)
        case .tooMuchOutput: return .unreadable(tool: "nix-store", reason: "too much output")
        case .exited(let status): return make(status, text, derivation, references, lines)
        }
    }

    private static func make(
        _ status: Int32, _ text: String, _ derivation: StorePath?, _ references: [StoreReference], _ lines: [String]
    ) -> NixError {
        let errors = errorText(text)
        if mentions(errors, ["No space left on device", "Disk quota exceeded"]) { return .diskFull }
        if mentions(errors, ["Cannot allocate memory", "out of memory", "std::bad_alloc"]) {
            return .outOfMemory(tool: "nix-store")
        }
        let isSpecial = (100...111).contains(status)
        if isSpecial && status & 1 != 0 || mentions(errors, timeOutPhrases) {
            return .buildTimedOut(derivation: derivation, lastLines: lines)
        }
        // A derivation may fail in its build; a path of another kind can only be missing.
        let isMissing = errors.contains { $0.contains("build of '") && quotedPath($0)?.isDerivation == false }
        if isMissing || mentions(errors, notValidPhrases) { return .notValid(references.map(\.storePath)) }
        if mentions(errors, ["is required to build"]) {
            // Nix names a machine that it could not use, and goes on with those that are left.
            guard text.contains("cannot build on '") else { return .noBuilder }
            return .environment(reason: "a machine that builds for this registry cannot be used now", detail: lines)
        }
        if mentions(errors, ["some substitutes for the outputs of"]) {
            return .environment(reason: "a binary cache could not give what it offers", detail: lines)
        }
        if isSpecial || mentions(errors, buildPhrases + ["failed to build"]) {
            return .buildFailed(derivation: derivation, lastLines: lines)
        }
        return .environment(reason: "the Nix store could not do what was asked", detail: lines)
    }

    private static let notValidPhrases = [
        "is required, but it has no substitutes", "is required, but there is no substituter that can build it",
        "does not exist and cannot be created", "is not valid", "don't know how to build",
        "cannot build missing derivation",
    ]
    private static let timeOutPhrases = ["timed out after", "seconds of silence"]
    private static let buildPhrases = ["builder for '", "build of '", "Cannot build '", "hash mismatch in"]

    /// What Nix itself says: its `error:` lines and what is indented below them, but not the quoted lines of a builder's log.
    private static func errorText(_ text: String) -> [Substring] {
        var isError = false
        return text.split(separator: "\n").filter { line in
            let content = line.drop { $0 == " " }
            if content.hasPrefix("error:") || content.hasPrefix("error (ignored)") {
                isError = true
            } else if content.startIndex == line.startIndex {
                isError = false
            }
            return isError && !content.hasPrefix(">")
        }
    }

    private static func mentions(_ lines: [Substring], _ phrases: [String]) -> Bool {
        lines.contains { line in phrases.contains { line.contains($0) } }
    }

    /// The first derivation whose own builder failed, else the first that is named in an error.
    private static func derivation(in text: String) -> StorePath? {
        let lines = errorText(text)
        let own = lines.first { mentions([$0], buildPhrases) }
        return ([own].compactMap(\.self) + lines).lazy.compactMap(quotedDerivation).first
    }

    private static func quotedDerivation(_ line: Substring) -> StorePath? {
        quotedPath(line).flatMap { $0.isDerivation ? $0 : nil }
    }

    /// The first store path between quotes, without the output that may follow it after `!` or `^`.
    private static func quotedPath(_ line: Substring) -> StorePath? {
        line.split(separator: "'").lazy
            // Most quoted words are no paths.
            .compactMap { try? StorePath(String($0.prefix { $0 != "!" && $0 != "^" })) }
            .first
    }

    private static func single(_ references: [StoreReference]) -> StorePath? {
        guard references.count == 1, case .output(let output)? = references.first else { return nil }
        return output.drvPath
    }
}
