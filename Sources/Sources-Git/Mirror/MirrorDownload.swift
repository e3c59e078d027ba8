import CGit2
import SystemPackage

/// Gets objects from a connected remote into a repository.
struct MirrorDownload {
    private let remote: ConnectedRemote
    private let lookup: ObjectLookup

    /// libgit2 compares each ref of the server with each that is asked for; beyond this number all branches and tags are
    /// asked for by patterns.
    private static let maximumNames = 500

    init(_ remote: ConnectedRemote, into repository: GitRepository) throws {
        self.remote = remote
        lookup = try ObjectLookup(repository)
    }

    /// Those refs that have moved.
    func refs(_ refs: [RefList.Ref]) throws {
        let missing = refs.filter { !lookup.has($0.object) }
        guard !missing.isEmpty else { return }
        let isMany = missing.count > Self.maximumNames
        try download(isMany ? ["refs/heads/*:refs/heads/*", "refs/tags/*:refs/tags/*"] : missing.map(\.name.full))
    }

    /// A commit by its name, where the server gives out commits that no ref names.
    func commit(_ commit: ObjectID) throws {
        guard !lookup.has(commit) else { return }
        do {
            try download([commit.hex])
        } catch let error as GitOperationError where [.other, .unavailable].contains(error.code) {
            throw GitOperationError(
                .unknownRef,
                "the git server gives out no commit \(commit): no branch or tag leads to it (\(error.message))")
        }
    }

    private func download(_ names: [String]) throws {
        try remote.withFetchOptions { options in
            try CStringArray.with(names) { array in
                let status = git_remote_download(remote.pointer, &array, &options)
                if status < 0, status != GIT_EUSER.rawValue, GitStatus.isAboutObjects {
                    throw GitStatus.failure(status, "the copy of the repository is damaged", otherwise: .corrupt)
                }
                try remote.check(status)
            }
        }
        try lookup.refresh()
    }
}

/// Strings in the form that libgit2 takes them.
private enum CStringArray {
    static func with<Result>(
        _ texts: [String], _ body: (inout git_strarray) throws -> Result
    ) throws -> Result {
        var pointers = texts.map { text in
            let bytes = Array(text.utf8CString)
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
            copy.initialize(from: bytes, count: bytes.count)
            return Optional(copy)
        }
        defer { for pointer in pointers { pointer?.deallocate() } }
        return try pointers.withUnsafeMutableBufferPointer { buffer in
            var array = git_strarray(strings: buffer.baseAddress, count: buffer.count)
            return try body(&array)
        }
    }
}
