import FoundationEssentials
import Host
import Logging
import OCI
import SystemPackage

/// The commits of one source that are checked out on this machine.
struct Checkouts: Sendable {
    let access: RepositoryAccess
    let tarballs: TarballFetcher
    private let folders: SourceFolders

    /// Repositories in one another.
    private static let maximumDepth = 8

    /// - Parameter state: folder for the checkouts of all sources; each has its own below.
    init(access: RepositoryAccess, state: FilePath, tarballs: TarballFetcher, logger: Logger) {
        self.access = access
        self.tarballs = tarballs
        let configuration = access.configuration
        // Files are linked within one folder only: one source, one address, one way to get the content.
        let source = [configuration.name, access.address, "\(access.kind)", "\(configuration.submodules)"]
        let name = Digest(of: Array(source.joined(separator: "\n").utf8)).hex
        folders = SourceFolders(
            root: state.appending("checkouts").appending(name), maximumBytes: configuration.maximumCheckouts,
            logger: logger)
    }

    /// The tree of a commit, checked out first where it is not there.
    func folder(_ commit: ObjectID, logger: Logger) async throws -> SourceFolder {
        let remote = try access.remote()
        return try await folders.folder(commit.hex, logger: logger) { staging, previous in
            if access.kind == .archive {
                return try await unpack(commit, of: remote, into: staging, logger: logger)
            }
            let tree = Tree(remote: remote, commit: commit, folder: staging.appending("source"), depth: 0)
            try await checkOut(tree, previous: previous.flatMap(Self.request), logger: logger)
        }
    }

    /// A folder's key is its commit.
    private static func request(_ previous: SourceFolder) -> CheckoutRequest.Previous? {
        previous.path.removingLastComponent().lastComponent.flatMap { ObjectID($0.string) }
            .map { CheckoutRequest.Previous(folder: previous.path, commit: $0) }
    }

    /// A repository's commit and where it goes.
    private struct Tree {
        let remote: GitRemote
        let commit: ObjectID
        let folder: FilePath
        /// How many repositories it is in.
        let depth: Int
    }

    private func checkOut(_ tree: Tree, previous: CheckoutRequest.Previous?, logger: Logger) async throws {
        let report = try await writeTree(tree, previous, logger: logger)
        logger.info(
            "checked out a git commit",
            metadata: ["commit": "\(tree.commit)", "written": "\(report.written)", "linked": "\(report.linked)"])
        if report.pointers > 0 {
            logger.notice(
                "files of Git LFS are left as pointers",
                metadata: ["commit": "\(tree.commit)", "files": "\(report.pointers)"])
        }
        for submodule in report.submodules {
            try await checkOut(submodule, of: tree, previous, logger: logger)
        }
    }

    private func checkOut(
        _ submodule: CheckoutReport.Submodule, of tree: Tree, _ previous: CheckoutRequest.Previous?, logger: Logger
    ) async throws {
        guard tree.depth < Self.maximumDepth else {
            throw GitOperationError(.refused, "submodules lie more than \(Self.maximumDepth) deep in one another")
        }
        let remote = try SubmoduleAddress.resolve(submodule, in: tree.remote)
        let folder = tree.folder.appending(submodule.path)
        var before: CheckoutRequest.Previous?
        if let previous, let commit = submodule.previous {
            before = .init(folder: FilePath(previous.folder).appending(submodule.path), commit: commit)
        }
        let inner = Tree(remote: remote, commit: submodule.commit, folder: folder, depth: tree.depth + 1)
        do {
            try await checkOut(inner, previous: before, logger: logger)
        } catch var error as GitOperationError {
            error.message = "submodule '\(submodule.path)': \(error.message)"
            throw error
        }
    }

    /// Writes one repository's tree. A commit that is not in our copy is fetched; a copy that is damaged is made anew.
    private func writeTree(
        _ tree: Tree, _ previous: CheckoutRequest.Previous?, logger: Logger
    ) async throws -> CheckoutReport {
        let request = request(tree, previous)
        guard request.isMirror else { return try await access.checkOut(request, logger: logger) }
        for isDamaged in [false, true] {
            do {
                return try await access.checkOut(request, logger: logger)
            } catch let error as GitOperationError where error.code == .corrupt {
                logger.notice(
                    "fetching a git commit that is not here or cannot be read",
                    metadata: ["commit": "\(tree.commit)", "reason": "\(error)"])
                try await clear(tree.folder)
                try await access.fetch(tree.commit, of: tree.remote, isDamaged: isDamaged, logger: logger)
            }
        }
        return try await access.checkOut(request, logger: logger)
    }

    private func request(_ tree: Tree, _ previous: CheckoutRequest.Previous?) -> CheckoutRequest {
        let (repository, isMirror) =
            if case .local(let path) = tree.remote {
                (path, false)
            } else {
                (FilePath(access.mirror(of: tree.remote).path), true)
            }
        var request = CheckoutRequest(
            repository: repository, isMirror: isMirror, commit: tree.commit, folder: tree.folder,
            maximumBytes: access.configuration.maximumCheckouts)
        request.previous = previous
        request.submodules = access.configuration.submodules
        return request
    }

    /// Removes a tree that was written in part.
    private func clear(_ folder: FilePath) async throws {
        try await Blocking.run {
            guard FileManager.default.fileExists(atPath: folder.string) else { return }
            try FileManager.default.removeItem(atPath: folder.string)
        }
    }
}
