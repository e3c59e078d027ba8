import Host

/// What a channel's name leads to: a folder with the files of one release.
struct ChannelRelease: Sendable {
    let address: FetchAddress
    /// What the release says it was made of; nil where it says nothing.
    let commit: String?

    /// Asks what is released under an address, whose redirects are followed.
    ///
    /// - Parameter commitIsOptional: whether `git-revision` may hold anything else than a commit.
    /// - Throws: ``FetchError``.
    init(at address: FetchAddress, _ downloader: Downloader, commitIsOptional: Bool = false) async throws {
        self.address = try await downloader.location(of: address)
        let file = try self.address.appending("git-revision")
        let text: String?
        do {
            text = try await downloader.smallText(file)
        } catch FetchError.tooLarge where commitIsOptional {
            text = nil
        }
        commit = text.flatMap(Self.commit)
        guard text == nil || commit != nil || commitIsOptional else {
            throw FetchError.unavailable(file, reason: "it holds no commit")
        }
    }

    private static func commit(in text: String) -> String? {
        guard let word = text.split(whereSeparator: \.isWhitespace).first else { return nil }
        return ChannelTarget.isCommit(word) ? String(word) : nil
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
