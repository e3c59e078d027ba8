/// What is wrong with a value that should follow the OCI specifications.
public enum OCIError: Error, Equatable, Sendable {
    case invalidDigest(String)
    case invalidTag(String)
    /// The name as given, and the rule that it breaks.
    case invalidName(String, reason: String)
    case invalidPlatform(String)
}

extension OCIError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalidDigest(let text):
            "'\(text)' is not a digest; a digest is 'sha256:' and 64 lower-case hexadecimal digits"
        case .invalidTag(let text):
            "'\(text)' is not a tag; a tag is a letter, digit or '_', then at most 127 of those or '.' and '-'"
        case .invalidName(let text, let reason):
            "'\(text)' is not an image name: \(reason)"
        case .invalidPlatform(let text):
            "'\(text)' is not a platform; known are \(Platform.known.map(\.description).joined(separator: ", "))"
        }
    }
}
