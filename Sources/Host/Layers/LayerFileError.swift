package import SystemPackage

/// A file of packages, requests or families that cannot be used.
package struct LayerFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: FilePath
    /// A clause.
    package let reason: String

    init(_ file: FilePath, _ reason: String) {
        self.file = file
        self.reason = reason
    }

    package var description: String { "'\(file)' cannot be used: \(reason)" }
}

extension DecodingError {
    /// What is wrong with a JSON document, with the place in it, as a clause.
    var reason: String {
        switch self {
        case .keyNotFound(let key, let context): "'\(Self.name(context.codingPath + [key]))' is missing"
        case .typeMismatch(_, let context) where context.codingPath.isEmpty,
            .valueNotFound(_, let context) where context.codingPath.isEmpty:
            "it has another form"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "'\(Self.name(context.codingPath))' has the wrong type"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            "'\(Self.name(context.codingPath))' has a value that is not possible"
        default: "it is not JSON"
        }
    }

    /// As in `nodes[3].size`.
    private static func name(_ path: [any CodingKey]) -> String {
        path.reduce("") { text, key in
            if let index = key.intValue { return "\(text)[\(index)]" }
            return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
        }
    }
}
