/// A question to a script: its own fields, and the type of the answer.
protocol ScriptRequest: Encodable, Sendable {
    associatedtype Answer: Decodable & Sendable
    /// Which question it is.
    static var kind: String { get }
}

/// A request as a script gets it: its fields beside version and kind.
struct ScriptMessage<Request: ScriptRequest>: Encodable {
    private let request: Request

    init(_ request: Request) { self.request = request }

    private enum CodingKeys: String, CodingKey {
        case version, kind
    }

    func encode(to encoder: any Encoder) throws {
        try request.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ScriptHead.currentVersion, forKey: .version)
        try container.encode(Request.kind, forKey: .kind)
    }
}

/// What every answer of a script has, whatever was asked.
struct ScriptHead: Decodable, Sendable {
    /// Of the questions and answers.
    static let currentVersion = 1

    let version: Int
    /// In place of the answer's fields.
    let error: Failure?

    /// That the script cannot answer.
    struct Failure: Decodable, Hashable, Sendable {
        /// `unknown_tag`, `unavailable`, or anything else.
        let code: String
        let message: String?
        /// With `unknown_tag`: tags of similar spelling.
        let near: [String]?
    }
}
