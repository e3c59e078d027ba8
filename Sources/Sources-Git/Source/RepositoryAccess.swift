import Host
import Logging
import OCI
import Processes
import SystemPackage

/// Ways to the configured repository, and to its submodules.
struct RepositoryAccess: Sendable {
    /// How the content of the repository gets here.
    enum Kind: String {
        case local, mirror, archive
    }

    let configuration: GitSourceConfiguration
    let mirrors: FilePath
    let process: GitProcess
    let runner: ProcessRunner
    let environment: [String: String]

    /// The configured repository.
    ///
    /// - Throws: ``SourceError/misconfigured(_:)``.
    func remote() throws -> GitRemote {
        do {
            return try GitRemote(configuration.url)
        } catch {
            throw SourceError.misconfigured("\(error)")
        }
    }

    /// The address without secrets; empty where it is wrong.
    var address: String {
        // Wrong addresses are told of when the source is asked.
        (try? remote().description) ?? ""
    }

    var kind: Kind {
        // As above.
        guard let remote = try? remote() else { return .mirror }
        return kind(of: remote)
    }

    private func kind(of remote: GitRemote) -> Kind {
        if remote.isLocal { return .local }
        switch configuration.fetch {
        case .mirror: return .mirror
        case .archive: return .archive
        case nil:
            if configuration.archiveURL != nil { return .archive }
            let credentials = configuration.credentials
            let isPublic = credentials == GitCredentialsConfiguration() || credentials.isNetrcImplied
            return isPublic && !configuration.submodules && ArchiveTemplate.builtIn(for: remote) != nil
                ? .archive : .mirror
        }
    }

    func resolve(_ selector: RefSelector, _ rules: RefRules, logger: Logger) async throws -> ResolvedCommit {
        let remote = try remote()
        return try await process.run(
            .resolve(place(of: remote, kind(of: remote)), selector, rules), for: ResolvedCommit.self,
            server: remote.host,
            logger: logger)
    }

    func list(_ rules: RefRules, logger: Logger) async throws -> RefNames {
        let remote = try remote()
        return try await process.run(
            .list(place(of: remote, kind(of: remote)), rules), for: RefNames.self, server: remote.host, logger: logger)
    }

    /// Brings a commit into the copy of a remote repository, whichever refs lead to it now.
    func fetch(_ commit: ObjectID, of remote: GitRemote, isDamaged: Bool, logger: Logger) async throws {
        var rules = try remote == self.remote() ? RefRules(configuration) : .anything
        rules.commits = .any
        let place = RepositoryPlace.mirror(try await transport(remote), mirror(of: remote, isDamaged: isDamaged))
        _ = try await process.run(
            .resolve(place, .commit(commit), rules), for: ResolvedCommit.self, server: remote.host, logger: logger)
    }

    func checkOut(_ request: CheckoutRequest, logger: Logger) async throws -> CheckoutReport {
        try await process.run(.checkout(request), for: CheckoutReport.self, server: nil, logger: logger)
    }

    private func place(of remote: GitRemote, _ kind: Kind) async throws -> RepositoryPlace {
        switch (kind, remote) {
        case (_, .local(let path)): .local(path: path.string)
        case (.mirror, _): .mirror(try await transport(remote), mirror(of: remote))
        default: .remote(try await transport(remote))
        }
    }

    func transport(_ remote: GitRemote) async throws -> TransportRequest {
        try await TransportRequest.make(remote, configuration, runner: runner, environment: environment)
    }

    func mirror(of remote: GitRemote, isDamaged: Bool = false) -> MirrorRequest {
        let name = Digest(of: Array(remote.description.utf8)).hex
        var request = MirrorRequest(path: mirrors.appending(name), maximumBytes: configuration.maximumMirrorSize)
        request.isDamaged = isDamaged
        return request
    }
}
