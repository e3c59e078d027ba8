import CGit2
import SystemPackage

/// A bare copy of a remote repository on this machine.
///
/// Refs are kept in one file under names of their own (``PackedRefs``), so that `rel` may take the place of `rel/x`, and a
/// process that is killed leaves no lock of a ref behind. A copy is made in a folder beside it and then renamed; one that is
/// damaged, full or split into too many files is made anew.
///
///     PATH          the repository
///     PATH.lock     held by the process that changes it
///     PATH.new      a repository that is being made
struct GitMirror {
    let path: FilePath
    let maximumBytes: Int64
    private let isDamaged: Bool
    private let transport: TransportRequest
    let report: ProgressHandler

    /// Packs that a repository may have. Each download adds one, and each look-up may have to search all of them.
    private static let maximumPacks = 200

    init(_ request: MirrorRequest, transport: TransportRequest, report: @escaping ProgressHandler) {
        path = FilePath(request.path)
        maximumBytes = request.maximumBytes
        isDamaged = request.isDamaged
        self.transport = transport
        self.report = report
    }

    /// Asks the remote what a selector means, over one connection, and downloads what is missing.
    func sync(_ selector: RefSelector, _ rules: RefRules) throws -> ResolvedCommit {
        let lock = try MirrorLock(path.beside(".lock"), report: report)
        return try withExtendedLifetime(lock) {
            MirrorFolder.removeLeftovers(of: path)
            defer { MirrorFolder.removeLeftovers(of: path) }
            if !isDamaged, let repository = existing() {
                do {
                    return try update(repository, selector, rules)
                } catch let error as GitOperationError where [.corrupt, .tooLarge].contains(error.code) {
                    // Made anew: force pushes leave objects behind that a new copy does not have.
                }
            }
            return try make(selector, rules)
        }
    }

    /// The copy that is there, unless it must be made anew.
    private func existing() -> GitRepository? {
        guard MirrorFolder.packs(of: path) <= Self.maximumPacks else { return nil }
        // What cannot be opened, for whatever reason, is made anew.
        return try? GitRepository(at: path, isOurs: true)
    }

    private func update(_ repository: GitRepository, _ selector: RefSelector, _ rules: RefRules) throws
        -> ResolvedCommit
    {
        let (list, object) = try connect(repository, selector, rules)
        return try repository.resolve(object, selector, list, rules)
    }

    private func make(_ selector: RefSelector, _ rules: RefRules) throws -> ResolvedCommit {
        let new = path.beside(".new")
        let repository = try GitRepository(newAt: new)
        let (list, object) = try connect(repository, selector, rules)
        try MirrorFolder.replace(path, by: new)
        return try GitRepository(at: path, isOurs: true).resolve(object, selector, list, rules)
    }

    /// One connection: lists the refs, and downloads the allowed ones where one of them is missing.
    private func connect(
        _ repository: GitRepository, _ selector: RefSelector, _ rules: RefRules
    ) throws -> (RefList, ObjectID) {
        let size = SizeLimit(of: path(of: repository), maximumBytes: maximumBytes)
        let (list, object) = try transport.connect(
            repository: repository.pointer,
            report: { progress in
                try size.check(received: progress.bytes)
                try report(progress)
            },
            body: { remote in
                let list = try RefList(remote)
                let object = try list.find(selector, rules: rules)
                let download = try MirrorDownload(remote, into: repository)
                try download.refs(list.allowed(by: rules))
                if case .commit(let commit) = selector, rules.commits == .any { try download.commit(commit) }
                return (list, object)
            })
        try PackedRefs(list.allowed(by: rules), in: repository).write(to: path(of: repository))
        return (list, object)
    }

    private func path(of repository: GitRepository) -> FilePath {
        FilePath(String(cString: git_repository_path(repository.pointer)))
    }
}

/// Ends a download that would make a mirror too large.
private struct SizeLimit {
    private let maximumBytes: Int64
    private let before: Int64

    init(of repository: FilePath, maximumBytes: Int64) {
        self.maximumBytes = maximumBytes
        before = MirrorFolder.size(of: repository)
    }

    func check(received: Int64) throws {
        guard before + received > maximumBytes else { return }
        throw GitOperationError(
            .tooLarge,
            "the copy of the git repository would take more than \(maximumBytes >> 20) MiB ('maximumMirrorSize'); "
                + "'fetch: archive' gets single commits without their history")
    }
}
