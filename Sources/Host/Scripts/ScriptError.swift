import Layering

/// Why a script gave no answer. The description is for users: the script's name without its folder, and nothing that it
/// printed but the message of its own error.
struct ScriptError: Error, Hashable, Sendable {
    let script: String
    let reason: Reason

    enum Reason: Hashable, Sendable {
        /// It does not exist, may not be executed, or is no program.
        case notRunnable
        case exited(Int32)
        case signalled(Int32)
        case late(Duration)
        /// More than so many bytes.
        case tooMuchOutput(Int)
        case notJSON
        case notAnObject
        case wrongVersion
        /// The answer lacks a field, or it has another type.
        case badField(String)
        case badPlan(LayeringError)
        case reported(ScriptHead.Failure)
    }
}

extension ScriptError: CustomStringConvertible {
    var description: String { "the script '\(script)' \(reason.predicate)" }
}

extension ScriptError {
    /// What only the operator sees besides: the path, which may be anything, that a plan made up.
    var detail: String? {
        if case .badPlan(let error) = reason { String(error.description.prefix(400)) } else { nil }
    }
}

extension ScriptError.Reason {
    /// What is wrong with an answer.
    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context): self = .badField(Self.name(context.codingPath + [key]))
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self = context.codingPath.isEmpty ? .notAnObject : .badField(Self.name(context.codingPath))
        default: self = .notJSON
        }
    }

    private static func name(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }

    fileprivate var predicate: String {
        switch self {
        case .notRunnable: "does not exist or cannot be run"
        case .exited(let code): "failed with exit code \(code)"
        case .signalled(let signal): "was ended by signal \(signal)"
        case .late(let limit): "did not answer within \(limit.components.seconds) s"
        case .tooMuchOutput(let limit): "answered more than \(limit) bytes"
        case .notJSON: "answered something that is not JSON"
        case .notAnObject: "answered something that is not a JSON object"
        case .wrongVersion: "answered in another version than \(ScriptHead.currentVersion)"
        case .badField(let name): "answered without a usable '\(name)'"
        case .badPlan(.unknownPath): "plans a path that is not in the closure"
        case .badPlan(let error): "gave a plan that cannot be used: \(error)"
        case .reported(let failure): "reports an error: \(failure.sentence)"
        }
    }
}

extension ScriptHead.Failure {
    /// One line of bounded length.
    fileprivate var sentence: String {
        let text = (message ?? "").split(whereSeparator: \.isNewline).joined(separator: " ").prefix(300)
        return text.isEmpty ? "it does not say why" : String(text)
    }
}
