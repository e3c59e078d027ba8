import FoundationEssentials
package import Host
package import Logging
package import OCI
package import Processes
package import SystemPackage

/// A package set in a git repository. The image tag names a tag, a branch or a full commit; `latest` is the repository's HEAD.
///
/// libgit2 does the work, in child processes (``GitProcess``). A commit is checked out once (``Checkouts``), and comes from
/// one of three places: a repository of this machine, a copy of a remote one, or a server's archive of the commit.
package struct GitSource: RemoteSource {
    package let name: String
    let configuration: GitSourceConfiguration
    let rules: RefRules
    let access: RepositoryAccess
    private let checkouts: Checkouts

    /// - Parameters:
    ///   - state: folder for copies of repositories and checkouts; made when it is missing.
    ///   - helper: our own program, which has the command `git-operation`.
    ///   - environment: of this process.
    package init(
        configuration: GitSourceConfiguration, state: FilePath, helper: FilePath, runner: ProcessRunner,
        tarballs: TarballFetcher, environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.configuration = configuration
        name = configuration.name
        rules = RefRules(configuration)
        let process = GitProcess(
            helper: helper, runner: runner, limits: configuration.limits, environment: environment)
        access = RepositoryAccess(
            configuration: configuration, mirrors: state.appending("mirrors"), process: process, runner: runner,
            environment: environment)
        checkouts = Checkouts(access: access, state: state, tarballs: tarballs, logger: Logger(label: "nixery"))
    }

    package var identity: [String] {
        ["git", access.address, "\(access.kind)", configuration.commits.rawValue] + configuration.refs
    }

    package func pin(_ tag: Tag, logger: Logger) async throws -> SourcePin {
        guard let selector = RefSelector(tag) else { throw SourceError.unknownTag(tag, near: []) }
        do {
            let found = try await access.resolve(selector, rules, logger: logger)
            return SourcePin(
                content: found.commit.hex, time: found.time, isFixed: selector.isCommit,
                isUnchecked: selector.isCommit && access.kind == .archive)
        } catch let error as GitOperationError {
            if error.code == .unknownRef {
                logger.info("git has no such ref", metadata: ["tag": "\(tag)", "reason": "\(error)"])
            }
            throw error.sourceError(for: tag)
        } catch let error as SourceError {
            throw error
        } catch let error where !(error is CancellationError) {
            logger.error("git could not be run", metadata: ["reason": "\(error)"])
            throw SourceError.unavailable("the git repository could not be asked; the registry's log says why")
        }
    }

    package func packages(at pin: SourcePin) -> PinnedPackages {
        let content = configuration.submodules ? "\(pin.content)+submodules" : pin.content
        // The folder counts: it is what the evaluation may read.
        let file = [configuration.folder ?? "", configuration.file ?? ""].joined(separator: "\n")
        let revision = SourceRevision.hash(
            kind: access.kind == .archive ? "git-archive" : "git", content: content, file: file,
            evaluation: configuration.evaluation)
        return PinnedPackages(
            revision: revision, displayRevision: pin.content, time: pin.time, evaluation: configuration.evaluation,
            files: { logger in try await files(at: pin, logger: logger) })
    }

    private func files(at pin: SourcePin, logger: Logger) async throws -> PackageFiles {
        guard let commit = ObjectID(pin.content) else {
            throw SourceError.unavailable("'\(pin.content)' is not the name of a git commit")
        }
        try SourceFolder.checkName(configuration.folder, key: "folder")
        try SourceFolder.checkName(configuration.file, key: "file")
        do {
            let checkout = try await checkouts.folder(commit, logger: logger)
            return try await checkout.packageFiles(folder: configuration.folder, file: configuration.file)
        } catch let error as GitOperationError {
            throw error.sourceError(for: nil)
        }
    }
}

extension GitSource: TagListing {
    /// Branches and tags whose names an image tag can have, and `latest`. Commits are not listed.
    package func tags(logger: Logger) async throws -> [Tag] {
        do {
            let found = try await access.list(rules, logger: logger)
            // Most names of refs can be tags; those that cannot are left out.
            let names = Set(found.names.compactMap { try? Tag($0) })
            return Array(found.hasHead ? names.union([.latest]) : names)
        } catch let error as GitOperationError {
            throw error.sourceError(for: nil)
        }
    }
}
