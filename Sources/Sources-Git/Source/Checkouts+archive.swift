import FoundationEssentials
import Host
import Logging
import OCI
import Storage
import SystemPackage

extension Checkouts {
    /// Gets a commit as the archive that the server makes of it.
    func unpack(_ commit: ObjectID, of remote: GitRemote, into staging: FilePath, logger: Logger) async throws {
        guard !access.configuration.submodules else {
            throw SourceError.misconfigured("'submodules' needs 'fetch: mirror': an archive does not hold them")
        }
        guard let template = access.configuration.archiveURL ?? ArchiveTemplate.builtIn(for: remote) else {
            throw SourceError.misconfigured(
                "'fetch: archive' needs 'archiveURL': where archives are is not known for '\(remote)'")
        }
        guard template.contains("{commit}") else {
            throw SourceError.misconfigured("'archiveURL' must have '{commit}' where the commit belongs")
        }
        do {
            let address = try FetchAddress(template.replacing("{commit}", with: commit.hex))
            try await tarballs.fetch(
                address, headers: access.archiveHeaders(for: remote, address), into: staging, logger: logger,
                check: { _ in })
        } catch FetchError.notFound where access.configuration.commits == .any {
            // Any commit may have been asked for, and the git server was not asked about it.
            throw SourceError.unknownTag(try Tag(commit.hex), near: [])
        } catch let error as FetchError {
            throw error.sourceError
        }
    }
}

extension RepositoryAccess {
    /// What proves who we are, where the archives are on the repository's own server.
    func archiveHeaders(for remote: GitRemote, _ address: FetchAddress) async throws -> [String: Secret] {
        guard case .web(let own) = remote, address.text.hasPrefix(own.origin + "/"),
            let credentials = try await transport(remote).credentials
        else { return [:] }
        let text = Data("\(credentials.username):\(credentials.password)".utf8).base64EncodedString()
        return ["Authorization": Secret("Basic \(text)")]
    }
}
