import CGit2
import SystemPackage

/// An open repository.
final class GitRepository {
    private let handle: GitHandle
    /// The error's code when something in it cannot be read: whose fault that is.
    let damage: GitOperationError.Code

    var pointer: OpaquePointer { handle.pointer }

    /// Opens a repository: a bare one, or a work tree's.
    ///
    /// - Parameter isOurs: a mirror, which can be made anew when it is damaged.
    init(at path: FilePath, isOurs: Bool) throws(GitOperationError) {
        damage = isOurs ? .corrupt : .other
        let name = isOurs ? "the copy of the repository cannot be opened" : "the repository cannot be opened"
        do {
            handle = try GitHandle(name, otherwise: isOurs ? .corrupt : .notFound, free: git_repository_free) {
                git_repository_open_ext(&$0, path.string, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil)
            }
        } catch  where error.message.contains("objectformat") {
            throw .sha256
        }
    }

    /// Makes an empty bare repository.
    init(newAt path: FilePath) throws(GitOperationError) {
        damage = .corrupt
        handle = try GitHandle("the copy of the repository cannot be made", free: git_repository_free) {
            git_repository_init(&$0, path.string, 1)
        }
    }

    func objects() throws(GitOperationError) -> GitHandle {
        try GitHandle("the repository's objects cannot be opened", otherwise: damage, free: git_odb_free) {
            git_repository_odb(&$0, pointer)
        }
    }

    /// Reads an object and follows tags to the commit.
    ///
    /// - Returns: nil where it is a tree or a blob in the end.
    func commit(at object: ObjectID) throws(GitOperationError) -> ObjectID? {
        var id = object.raw
        let found = try GitHandle("object \(object) cannot be read", otherwise: damage, free: git_object_free) {
            git_object_lookup(&$0, pointer, &id, GIT_OBJECT_ANY)
        }
        var commit: OpaquePointer?
        let status = git_object_peel(&commit, found.pointer, GIT_OBJECT_COMMIT)
        defer { git_object_free(commit) }
        if [GIT_EPEEL.rawValue, GIT_EINVALIDSPEC.rawValue].contains(status) { return nil }
        try GitStatus.check(status, "tag \(object) cannot be read", otherwise: damage)
        return git_object_id(commit).map { ObjectID($0) }
    }

    /// When a commit was made, in seconds since the epoch.
    func time(of commit: ObjectID) throws(GitOperationError) -> Int64 {
        git_commit_time(try lookUp(commit).pointer)
    }

    func tree(of commit: ObjectID) throws(GitOperationError) -> GitHandle {
        let found = try lookUp(commit)
        return try GitHandle("the tree of commit \(commit) cannot be read", otherwise: damage, free: git_tree_free) {
            git_commit_tree(&$0, found.pointer)
        }
    }

    private func lookUp(_ commit: ObjectID) throws(GitOperationError) -> GitHandle {
        var id = commit.raw
        return try GitHandle("commit \(commit) cannot be read", otherwise: damage, free: git_commit_free) {
            git_commit_lookup(&$0, pointer, &id)
        }
    }

    /// Whether a commit is one of others, or in the history of one.
    func isReachable(_ commit: ObjectID, from tips: [ObjectID]) throws(GitOperationError) -> Bool {
        if tips.contains(commit) { return true }
        var id = commit.raw
        let status = git_graph_reachable_from_any(pointer, &id, tips.map(\.raw), tips.count)
        return try GitStatus.check(status, "the history cannot be read", otherwise: damage) == 1
    }
}

extension GitOperationError {
    static let sha256 = GitOperationError(
        .sha256,
        "the repository names its objects by SHA-256, which this version of libgit2 cannot read; use one with SHA-1")
}
