package import Host

/// Which refs and commits an operator allows to be asked for.
package struct RefRules: Hashable, Sendable, Codable {
    package enum Commits: String, Sendable, Codable {
        case reachable, any, none
    }

    package var refs: [RefPattern]
    package var commits: Commits

    package init(refs: [RefPattern], commits: Commits) {
        self.refs = refs
        self.commits = commits
    }

    package init(_ configuration: GitSourceConfiguration) {
        refs = configuration.refs.map { RefPattern($0) }
        commits =
            switch configuration.commits {
            case .reachable: .reachable
            case .any: .any
            case .none: .none
            }
    }

    /// For a commit that another, allowed commit names: a submodule's.
    static let anything = RefRules(refs: [RefPattern("refs/**")], commits: .any)

    func allows(_ name: RefName) -> Bool { refs.contains { $0.matches(name.full) } }
}
