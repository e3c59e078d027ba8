/// Why a configuration is refused: one sentence that names the place.
package struct ConfigurationError: Error, Hashable, Sendable {
    package let problem: Problem
    package let origin: ConfigOrigin

    init(_ problem: Problem, at origin: ConfigOrigin = .standard) {
        self.problem = problem
        self.origin = origin
    }

    /// What is wrong; keys are dotted paths such as `server.port`.
    package enum Problem: Hashable, Sendable {
        /// A key that the section does not have; `section` is empty for the whole file.
        case unknownKey(String, section: String, known: [String])
        case unknownVariable(String, known: [String])
        /// A flag's key that does not exist.
        case unknownSetting(String, known: [String])
        /// A variable or flag for a list or mapping.
        case onlyInFile(key: String)
        case duplicateKey(String)
        /// A value that is not what the key takes.
        case badValue(key: String, text: String, expected: String)
        /// A list or mapping where something else belongs, or the other way round; the key is empty for the whole file.
        case wrongShape(key: String, expected: String)
        case noValue(key: String)
        case missingKey(String, hint: String)
        /// The file is not YAML.
        case syntax(String)
        case unreadable(reason: String)
        /// Two variables that say different things.
        case conflict(String, String)
        /// Several variables of which each chooses the package set.
        case severalSources([String])
        /// Values that are well-formed and cannot work.
        case unusable(key: String, reason: String)
    }
}

extension ConfigurationError: CustomStringConvertible {
    package var description: String {
        (origin.place.map { "\($0): " } ?? "") + problem.sentence
    }
}

extension ConfigurationError.Problem {
    fileprivate var sentence: String {
        switch self {
        case .unknownKey(let key, let section, let known):
            "unknown key '\(shown(key))'" + (section.isEmpty ? "" : " in '\(section)'")
                + suggestion(for: key, among: known)
        case .unknownVariable(let name, let known):
            "unknown environment variable" + meant(by: name, among: known)
        case .unknownSetting(let key, let known):
            "there is no setting '\(shown(key))'" + meant(by: key, among: known)
        case .onlyInFile(let key): "'\(key)' is a list or mapping; those are for the file only"
        case .duplicateKey(let key): "key '\(key)' is given twice"
        case .badValue(let key, let text, let expected): "'\(key)' must be \(expected), not '\(shown(text))'"
        case .wrongShape(let key, let expected): (key.isEmpty ? "the file" : "'\(key)'") + " must be \(expected)"
        case .noValue(let key): "'\(key)' has no value"
        case .missingKey(let key, let hint): "'\(key)' is missing: \(hint)"
        case .syntax(let reason): reason
        case .unreadable(let reason): "cannot be read: \(reason)"
        case .conflict(let first, let second): "\(first) and \(second) are both set and differ; unset one of them"
        case .severalSources(let names):
            "\(names.joined(separator: " and ")) are set, and each chooses the package set; set one of them only"
        case .unusable(let key, let reason): "'\(key)' cannot be used: \(reason)"
        }
    }

    /// Someone else's text in a sentence of ours: on the same line, and not too long.
    private func shown(_ text: String) -> String {
        let line = text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : String($0) }
        return line.count > 80 ? line.prefix(80).joined() + "…" : line.joined()
    }

    /// Among the few keys of a section: the one that was meant, or all.
    private func suggestion(for word: String, among known: [String]) -> String {
        if let near = EditDistance.slip(of: word, among: known) { return "; did you mean '\(near)'?" }
        return known.isEmpty ? "" : "; known are \(known.joined(separator: ", "))"
    }

    /// Among many names: the one that was meant. One that is merely the least unlike would lead astray.
    private func meant(by word: String, among known: [String]) -> String {
        let meant = EditDistance.slip(of: word, among: known) ?? EditDistance.longer(than: word, among: known)
        return meant.map { "; did you mean '\($0)'?" } ?? ""
    }
}
