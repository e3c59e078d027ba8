import CGit2

/// Says which objects a repository has.
struct ObjectLookup {
    private let objects: GitHandle

    init(_ repository: GitRepository) throws(GitOperationError) {
        objects = try repository.objects()
    }

    /// Does not look again for files that another process has added meanwhile.
    func has(_ object: ObjectID) -> Bool {
        var id = object.raw
        return git_odb_exists_ext(objects.pointer, &id, GIT_ODB_LOOKUP_NO_REFRESH.rawValue) == 1
    }

    /// Looks for files that have been added.
    func refresh() throws(GitOperationError) {
        try GitStatus.check(git_odb_refresh(objects.pointer), "the repository's objects cannot be read")
    }
}
