import Host

/// What a channel's name leads to: a folder with the files of one release.
struct ChannelRelease: Sendable {
    let address: FetchAddress
    /// What the release says it was made of; nil where it says nothing.
    let commit: String?

    /// Asks what is released under an address, whose redirects are followed.
    ///
    /// - Throws: ``FetchError``.
    init(at address: FetchAddress, _ downloader: Downloader) async throws {
        self.address = try await downloader.location(of: address)
        commit = try await Self.commit(of: self.address, downloader)
    }

    private static func commit(of release: FetchAddress, _ downloader: Downloader) async throws -> String? {
        let address = try release.appending("git-revision")
        guard let text = try await downloader.smallText(address) else { return nil }
        guard let commit = text.split(whereSeparator: \.isWhitespace).first, ChannelTarget.isCommit(commit) else {
            throw FetchError.unavailable(address, reason: "it holds no commit")
        }
        return String(commit)
    }
}

extension Downloader {
    /// A file of a line or so; nil where there is none.
    func smallText(_ address: FetchAddress) async throws -> String? {
        do {
            return String(decoding: try await get(address, maximumBytes: 1 << 10), as: UTF8.self)
        } catch FetchError.notFound {
            return nil
        }
    }
}
