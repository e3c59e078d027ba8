/// What the expression of ``EvaluatorExpression`` prints.
struct EvaluatorReply: Decodable {
    /// `set`, or the type of what the source gave instead.
    let kind: String
    let results: [String: Result]?
    /// Names of the outermost set, where a name was not found in it.
    let names: [String]?

    struct Result: Decodable {
        enum Status: String, Decodable {
            case found, notFound, notADerivation, caught, settings
        }

        let status: Status
        let attribute: [String]?
        let derivation: String?
        /// Where its output lies.
        let path: String?
        let outputName: String?
        let name: String?
        /// The components that were found, with their real names; ``names`` are those of the set that they lead to.
        let prefix: [String]?
        let names: [String]?
        let settings: Settings?
        let settingsCaught: Bool?
    }

    /// Image settings as JSON text, with what the text refers to.
    struct Settings: Decodable {
        let json: String
        let context: [String: Context]
    }

    /// One element of a string context (Nix manual, `builtins.getContext`).
    struct Context: Decodable {
        let outputs: [String]?
        /// The path itself: a source, or a derivation's file.
        let path: Bool?
        /// A derivation's file with everything it can build, as `drvPath` stands for.
        let allOutputs: Bool?
    }
}
