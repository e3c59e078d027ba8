import Host
import Logging
import OCI

extension ChannelSource {
    /// The files of a pin, fetched first where this machine does not have them.
    ///
    /// - Throws: ``SourceError``, an error of the store, or `CancellationError`.
    func files(at pin: SourcePin, logger: Logger) async throws -> PackageFiles {
        let details = PinDetails(pin)
        do {
            return try await folder(of: details, logger: logger).packageFiles(file: configuration.file)
        } catch FetchError.notFound where details.kind == .commit && pin.content != configuration.channel {
            // Of an image's tag, which is not asked for before: the archive's server knows no such commit.
            throw SourceError.unknownTag(try Tag(pin.content), near: [])
        } catch let error as FetchError {
            throw error.sourceError
        }
    }

    func folder(of details: PinDetails, logger: Logger) async throws -> SourceFolder {
        let address = try address(of: details)
        let name = details.hashName(at: address)
        let key = Digest(of: Array(details.folderName(at: address).joined(separator: "\n").utf8)).hex
        return try await folders.folder(key, logger: logger) { staging, _ in
            let found = try await fetcher.fetch(address, into: staging, logger: logger) { found in
                guard let expected = try await expectedHash(details, named: name) else { return }
                try FetchError.check(found, is: expected.hash, of: address, origin: expected.origin)
            }
            guard details.sha256 == nil else { return }
            // Only what could be unpacked counts as seen: an error page must not stand in the way for ever.
            let first = try await hashes.note(found, for: name)
            try FetchError.check(found, is: first, of: address, origin: Self.firstSeen)
        }
    }

    /// Where a pin's tarball lies: the configured address where the pin is of it, because only that one has its query.
    private func address(of details: PinDetails) throws(FetchError) -> FetchAddress {
        var configured: FetchAddress?
        switch (details.kind, target) {
        case (.commit, _): configured = try archive(of: details.content)
        case (.tarball, .tarball(let address)): configured = address
        default: break
        }
        if let configured, configured.description == details.url { return configured }
        return try FetchAddress(details.url)
    }

    /// Where a commit's tarball lies.
    func archive(of commit: String) throws(FetchError) -> FetchAddress {
        try FetchAddress(configuration.commitURL.replacing("{commit}", with: commit))
    }

    private static let firstSeen = "the one it had when it was first seen"

    /// The hash that a tarball must have, and where it comes from; nil when it was never seen.
    private func expectedHash(
        _ details: PinDetails, named name: [String]
    ) async throws -> (hash: String, origin: String)? {
        if let hash = details.sha256 {
            return (hash, details.kind == .release ? "the one published beside it" : "the configured one")
        }
        if details.kind == .tarball, !details.content.isEmpty { return (details.content, Self.firstSeen) }
        return try await hashes.firstSeen(name).map { ($0, Self.firstSeen) }
    }
}
