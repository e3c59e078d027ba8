import Host
import OCI

extension GitOperationError {
    /// What the registry makes of a failed operation.
    ///
    /// - Parameter tag: what was asked for; nil where only content was.
    func sourceError(for tag: Tag?) -> SourceError {
        switch code {
        case .unknownRef:
            if let tag { return .unknownTag(tag, near: near) }
            return .unavailable(message)
        case .sha256, .tooLarge, .refused: return .misconfigured(message)
        // A repository without a commit may get one at any time.
        case .unborn, .unavailable, .denied, .unknownHostKey, .changedHostKey, .certificate, .tls, .notFound, .corrupt,
            .other:
            return .unavailable(message)
        }
    }
}

extension RefSelector {
    /// Means the same for ever.
    var isCommit: Bool { if case .commit = self { true } else { false } }
}
