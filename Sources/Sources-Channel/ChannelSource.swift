package import Host
package import Logging
package import OCI
package import Storage
package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A released package set: a channel of nixpkgs or something that is published the same way, a commit, or a tarball.
///
/// What a pin's content is:
/// - For a channel's name, the commit that the release says in `git-revision`. A release without one is known by its tarball.
/// - For a commit, the commit. It is never asked for.
/// - For a tarball, its SHA-256. Where none is configured, it is downloaded when it is first asked for, and again when its
///   server says that it has changed.
///
/// A tarball must have the hash that is configured, else the one published beside it, else the one it had when any replica
/// first saw it.
package struct ChannelSource: RemoteSource {
    let configuration: ChannelSourceConfiguration
    let downloader: Downloader
    let fetcher: TarballFetcher
    let folders: SourceFolders
    let hashes: TarballHashes
    let published = PublishedHashes()
    let target: ChannelTarget

    package var name: String { configuration.name }

    package var identity: [String] {
        [
            "channel", configuration.channel, configuration.channelURL, configuration.commitURL,
            configuration.sha256 ?? "",
        ] + configuration.tags
    }

    /// - Parameters:
    ///   - state: a folder of this source's own for unpacked releases.
    ///   - environment: where `https_proxy` and its like may stand.
    ///   - store: keeps the hashes first seen.
    /// - Throws: ``SourceError/misconfigured(_:)``.
    package init(
        configuration: ChannelSourceConfiguration, state: FilePath, environment: [String: String],
        store: any ObjectStore, logger: Logger
    ) throws {
        target = try ChannelTarget(configuration.channel)
        try Self.check(configuration, target)
        self.configuration = configuration
        do throws(FetchError) {
            downloader = Downloader(
                limits: configuration.limits, caFile: configuration.caFile,
                proxies: try ProxyRules(configured: configuration.proxy, environment: environment))
        } catch {
            throw error.sourceError
        }
        fetcher = TarballFetcher(downloader, limits: configuration.tarball)
        folders = SourceFolders(root: state, maximumBytes: configuration.maximumUnpacked, logger: logger)
        hashes = TarballHashes(store: store, logger: logger)
    }

    package func pin(_ tag: Tag, logger: Logger) async throws -> SourcePin {
        let isTagged = tag != .latest && !configuration.tags.isEmpty
        let target = isTagged ? try self.target(named: tag) : self.target
        do {
            return try await pin(target, sha256: isTagged ? nil : configuration.sha256, logger: logger)
        } catch FetchError.notFound(let address) {
            if isTagged { throw SourceError.unknownTag(tag, near: []) }
            // The query of a configured URL may hold a secret; the address is shown without.
            if case .tarball = target { throw SourceError.misconfigured("nothing is at \(address)") }
            throw SourceError.misconfigured("there is no '\(configuration.channel)': nothing is at \(address)")
        } catch let error as FetchError {
            throw error.sourceError
        }
    }

    package func packages(at pin: SourcePin) -> PinnedPackages {
        PinnedPackages(
            revision: SourceRevision.hash(
                kind: "channel", content: PinDetails(pin).identity.joined(separator: "\n"),
                file: configuration.file ?? "",
                evaluation: configuration.evaluation),
            displayRevision: pin.display ?? pin.content, time: pin.time, evaluation: configuration.evaluation,
            files: { logger in try await files(at: pin, logger: logger) })
    }

    /// What an image tag names, where the operator allows it.
    private func target(named tag: Tag) throws(SourceError) -> ChannelTarget {
        if ChannelTarget.isCommit(tag.value) {
            guard configuration.tags.contains("commit") else { throw .unknownTag(tag, near: []) }
            return .commit(tag.value)
        }
        let isAllowed = configuration.tags.contains { $0 != "commit" && fnmatch($0, tag.value, 0) == 0 }
        guard isAllowed, ChannelTarget.isName(tag.value) else { throw .unknownTag(tag, near: []) }
        return .channel(tag.value)
    }

    private static func check(
        _ configuration: ChannelSourceConfiguration, _ target: ChannelTarget
    ) throws(SourceError) {
        try SourceFolder.checkName(configuration.file, key: "file")
        guard configuration.channelURL.contains("{channel}") else {
            throw .misconfigured("'channelURL' must have '{channel}' in it")
        }
        guard configuration.commitURL.contains("{commit}") else {
            throw .misconfigured("'commitURL' must have '{commit}' in it")
        }
        guard let sha256 = configuration.sha256 else { return }
        guard PublishedHash.parse(sha256) == sha256 else {
            throw .misconfigured("'sha256' must be 64 hexadecimal digits in lower case")
        }
        if case .channel = target {
            throw .misconfigured("'sha256' is for a commit or a URL: what the channel's name means moves")
        }
    }
}
