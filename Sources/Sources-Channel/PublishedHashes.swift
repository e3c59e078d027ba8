import Host
import Synchronization

/// The hashes that servers publish beside their tarballs, each asked for once.
final class PublishedHashes: Sendable {
    private struct Release: Hashable {
        let url: String
        let commit: String
    }

    private static let limit = 1000
    private let known = Mutex<[Release: String]>([:])

    /// The SHA-256 that is published as `TARBALL.sha256`; nil where there is no such file.
    ///
    /// - Throws: ``FetchError``.
    func hash(of details: PinDetails, _ downloader: Downloader) async throws -> String? {
        let release = Release(url: details.url, commit: details.content)
        if let known = known.withLock({ $0[release] }) { return known }
        // One that is not there may come later: mirrors copy file by file.
        guard let hash = try await ask(FetchAddress(details.url + ".sha256"), downloader) else { return nil }
        known.withLock { known in
            if known.count >= Self.limit { known = [:] }
            known[release] = hash
        }
        return hash
    }

    private func ask(_ address: FetchAddress, _ downloader: Downloader) async throws -> String? {
        let text: String
        do {
            text = String(decoding: try await downloader.get(address, maximumBytes: 1 << 12), as: UTF8.self)
        } catch FetchError.notFound {
            return nil
        }
        guard let hash = PublishedHash.parse(text) else {
            throw FetchError.unavailable(address, reason: "it holds no SHA-256")
        }
        return hash
    }
}
