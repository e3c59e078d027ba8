import Host
import Logging

extension ChannelSource {
    /// - Parameter sha256: what was configured for the target.
    /// - Throws: ``FetchError``, ``SourceError``, or an error of the store.
    func pin(_ target: ChannelTarget, sha256: String?, logger: Logger) async throws -> SourcePin {
        switch target {
        case .channel(let name): return try await pinChannel(name, logger: logger)
        case .commit(let commit):
            var details = PinDetails(.commit, content: commit, url: try archive(of: commit))
            details.sha256 = sha256
            return details.pin(isFixed: true)
        case .tarball(let address):
            guard let sha256 else { return try await pinTarball(address, display: nil, logger: logger) }
            var details = PinDetails(.tarball, content: sha256, url: address)
            details.sha256 = sha256
            return details.pin(display: address.lastComponent, isFixed: true)
        }
    }

    private static let tarballName = "nixexprs.tar.xz"

    private func pinChannel(_ name: String, logger: Logger) async throws -> SourcePin {
        let url = configuration.channelURL.replacing("{channel}", with: name)
        let release = try await ChannelRelease(at: FetchAddress(url), downloader)
        let tarball = try release.address.appending(Self.tarballName)
        guard let commit = release.commit else {
            return try await pinTarball(tarball, display: release.address.lastComponent, logger: logger)
        }
        var details = PinDetails(.release, content: commit, url: tarball)
        details.release = release.address.lastComponent
        details.sha256 = try await published.hash(of: details, downloader)
        return details.pin(display: details.release)
    }

    /// A tarball whose hash nobody tells is known by what it holds, so it is fetched; but not again while its server says
    /// that it is still the same.
    private func pinTarball(_ address: FetchAddress, display: String?, logger: Logger) async throws -> SourcePin {
        // A server that says nothing is believed nothing: the time makes it a version of its own.
        let version = try await downloader.version(of: address) ?? "at \(UInt64.random(in: 0...UInt64.max))"
        var details = PinDetails(.tarball, content: "", url: address)
        details.version = version
        let sha256 = try await hashOfUnhashed(details, at: address, logger: logger)
        details = PinDetails(.tarball, content: sha256, url: address)
        details.version = version
        return details.pin(display: display ?? address.lastComponent)
    }

    private func hashOfUnhashed(
        _ details: PinDetails, at address: FetchAddress, logger: Logger
    ) async throws -> String {
        let name = details.hashName(at: address)
        if let known = try await hashes.firstSeen(name) { return known }
        let found = try await fetcher.sha256(of: folder(of: details, logger: logger))
        // The folder may be older than the store.
        return try await hashes.note(found, for: name)
    }
}
