package import OCI

/// What an image tag asks a repository for.
package enum RefSelector: Hashable, Sendable, Codable {
    /// What the repository's HEAD points to.
    case head
    /// A tag or branch of this name; as in git, a tag comes before a branch.
    case name(String)
    case commit(ObjectID)

    /// `latest` is HEAD, 40 hexadecimal digits are a commit, all else is the name of a tag or branch. An image tag has no
    /// slashes, so that a branch with slashes in its name is reached by a git tag or its commit.
    ///
    /// - Returns: nil where git allows no such name.
    package init?(_ tag: Tag) {
        if tag == .latest {
            self = .head
        } else if let commit = ObjectID(tag.value) {
            self = .commit(commit)
        } else if RefName.isValid(tag.value) {
            self = .name(tag.value)
        } else {
            return nil
        }
    }
}
