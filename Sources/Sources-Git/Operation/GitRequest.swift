package import SystemPackage

/// What a child process is to do; it gets this as JSON on its standard input.
package enum GitRequest: Sendable, Codable {
    /// Answered by ``RefNames``.
    case list(RepositoryPlace, RefRules)
    /// Answered by ``ResolvedCommit``.
    case resolve(RepositoryPlace, RefSelector, RefRules)
    /// Answered by ``CheckoutReport``.
    case checkout(CheckoutRequest)
}

/// Where a repository is, and how its content gets here.
package enum RepositoryPlace: Sendable, Codable {
    /// A repository of this machine, which is read where it is.
    case local(path: String)
    /// One elsewhere, that is only asked for its refs.
    case remote(TransportRequest)
    /// One elsewhere, of which this machine keeps a copy.
    case mirror(TransportRequest, MirrorRequest)
}

/// A copy of a remote repository.
package struct MirrorRequest: Hashable, Sendable, Codable {
    /// Its folder; made when it is missing. Files whose names begin the same way lie beside it.
    package var path: String
    /// Bytes that it may take.
    package var maximumBytes: Int64
    /// Make it anew: it turned out to be damaged.
    package var isDamaged = false

    package init(path: FilePath, maximumBytes: Int64) {
        self.path = path.string
        self.maximumBytes = maximumBytes
    }
}

/// Names that image tags may have.
package struct RefNames: Hashable, Sendable, Codable {
    /// Short names of branches and tags that are allowed, without those that have a slash; sorted.
    package var names: [String]
    /// Whether HEAD leads to a commit that is allowed.
    package var hasHead: Bool
}

/// What a selector means now.
package struct ResolvedCommit: Hashable, Sendable, Codable {
    package var commit: ObjectID
    /// When it was made, in seconds since the epoch; nil where only refs were asked for.
    package var time: Int64?
}

/// Which tree goes where.
package struct CheckoutRequest: Hashable, Sendable, Codable {
    /// An earlier checkout of the same source, whose files may be linked.
    package struct Previous: Hashable, Sendable, Codable {
        package var folder: String
        package var commit: ObjectID

        package init(folder: FilePath, commit: ObjectID) {
            self.folder = folder.string
            self.commit = commit
        }
    }

    /// A folder with a repository.
    package var repository: String
    /// The repository is a mirror, which can be made anew.
    package var isMirror: Bool
    package var commit: ObjectID
    /// Folder to be filled; made when it is missing.
    package var folder: String
    package var previous: Previous?
    /// Say which submodules there are.
    package var submodules = false
    /// Bytes of the files that are written.
    package var maximumBytes: Int64
    /// Files, links and folders.
    package var maximumEntries = 2_000_000

    package init(repository: FilePath, isMirror: Bool, commit: ObjectID, folder: FilePath, maximumBytes: Int64) {
        self.repository = repository.string
        self.isMirror = isMirror
        self.commit = commit
        self.folder = folder.string
        self.maximumBytes = maximumBytes
    }
}

/// What a checkout did.
package struct CheckoutReport: Hashable, Sendable, Codable {
    /// Another repository that belongs into the tree, whose folder was left empty.
    package struct Submodule: Hashable, Sendable, Codable {
        /// Relative to the checkout.
        package var path: String
        /// As `.gitmodules` has it.
        package var url: String
        package var commit: ObjectID
        /// What the previous checkout has there.
        package var previous: ObjectID?
    }

    /// Files whose content was read from the repository.
    package var written = 0
    /// Files that are those of the previous checkout.
    package var linked = 0
    /// Written files that only say where their content is (Git LFS).
    package var pointers = 0
    package var submodules: [Submodule] = []
}
