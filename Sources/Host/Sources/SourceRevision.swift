public import Nix

/// The hash that names a package set: every source makes its revisions here, so that none forgets an input.
public enum SourceRevision {
    /// - Parameters:
    ///   - kind: the source's kind, so that equal content of different kinds differs.
    ///   - content: a commit or a fingerprint.
    ///   - file: what is imported, relative to the content; empty for its root.
    ///   - evaluation: what the evaluation may do and is given.
    /// - Returns: 64 hexadecimal digits.
    public static func hash(kind: String, content: String, file: String, evaluation: EvaluationOptions) -> String {
        var key = CacheKey("revision/1")
        key.add(kind)
        key.add(content)
        key.add(file)
        key.add(evaluation.restrict ? 1 : 0)
        key.add(evaluation.importFromDerivation ? 1 : 0)
        key.add(evaluation.allowedURIs)
        key.add(evaluation.nixPath)
        key.add(evaluation.arguments.count)
        for (name, value) in evaluation.arguments.sorted(by: { $0.key < $1.key }) {
            key.add(name)
            key.add(value)
        }
        return key.finish()
    }
}
