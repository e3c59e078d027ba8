import OCI

/// One line that a child process prints: how far it has come, then its result or its error.
enum GitMessage<Result: Codable>: Codable {
    case progress(GitProgress)
    case result(Result)
    case failure(GitOperationError)

    /// JSON and a line feed.
    func line() throws -> [UInt8] { try CanonicalJSON.encode(self) + [UInt8(ascii: "\n")] }
}

/// What progress lines have no use for.
struct NoResult: Codable {}
