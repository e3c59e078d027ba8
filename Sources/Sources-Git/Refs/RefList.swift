import Nix

/// The branches and tags of a repository, and its HEAD.
struct RefList {
    struct Ref: Hashable {
        let name: RefName
        /// What the ref names: a commit, or an annotated tag.
        let object: ObjectID
        /// What an annotated tag leads to in the end, where that is known.
        var peeled: ObjectID?
    }

    struct Head: Hashable {
        let object: ObjectID
        /// The full name of its branch, where that is known.
        let target: String?
    }

    /// Nil where HEAD is unborn.
    var head: Head?
    var refs: [Ref] = []

    func allowed(by rules: RefRules) -> [Ref] { refs.filter { rules.allows($0.name) } }

    /// HEAD is a commit, or the server does not say which branch it is.
    var isDetached: Bool { head != nil && head?.target == nil }

    /// Whether a selector means a commit, which the rule for commits is about.
    func isCommit(_ selector: RefSelector) -> Bool { selector.isCommit || (selector == .head && isDetached) }

    /// The object that a selector means.
    ///
    /// - Throws: ``GitOperationError`` with `unborn` or `unknownRef`.
    func find(_ selector: RefSelector, rules: RefRules) throws(GitOperationError) -> ObjectID {
        switch selector {
        case .head: return try findHead(rules)
        case .commit(let commit):
            guard rules.commits != .none else { throw unknown(commit.hex, rules) }
            return commit
        case .name(let name):
            let allowed = allowed(by: rules)
            for candidate in [RefName(tag: name), RefName(branch: name)] {
                if let found = allowed.first(where: { $0.name == candidate }) { return found.peeled ?? found.object }
            }
            throw unknown(name, rules)
        }
    }

    private func findHead(_ rules: RefRules) throws(GitOperationError) -> ObjectID {
        guard let head else {
            let state =
                refs.isEmpty
                ? "the repository has no commits yet" : "the repository's HEAD names a branch without commits"
            throw GitOperationError(
                .unborn, "\(state), so that 'latest' means nothing: push the branch, or ask for another one")
        }
        // One that names no branch is a commit like any other.
        if isDetached, rules.commits != .none { return head.object }
        let isAllowed = allowed(by: rules).contains { ref in
            head.target.map { $0 == ref.name.full } ?? ((ref.peeled ?? ref.object) == head.object)
        }
        guard isAllowed else { throw unknown("latest", rules) }
        return head.object
    }

    /// Short names that an image tag can have.
    func tags(rules: RefRules) -> [String] {
        Set(allowed(by: rules).map(\.name.short)).filter { !$0.contains("/") }.sorted()
    }

    func unknown(_ name: String, _ rules: RefRules) -> GitOperationError {
        var error = GitOperationError(.unknownRef, "the repository has no '\(name)' that may be asked for")
        error.near = NearNames.find(name, among: tags(rules: rules))
        return error
    }
}
