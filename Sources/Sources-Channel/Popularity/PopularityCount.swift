package import Host
import Nix
package import SystemPackage

/// Counts how many packages of a channel refer to each, from the channel's list of store paths and the binary cache's narinfos.
package struct PopularityCount: Sendable {
    private let configuration: ChannelSourceConfiguration
    private let downloader: Downloader
    private let options: Options

    package struct Options: Hashable, Sendable {
        /// Holds what was read before.
        package var cache: FilePath
        /// nil for the one that the release names, else the public one.
        package var binaryCache: String?
        /// Requests at once.
        package var concurrency = 32
        /// Whether paths are read that the channel does not list, and listed ones refer to.
        package var followsReferences = false
        package var attempts = BinaryCacheAttempts()

        package init(cache: FilePath) { self.cache = cache }
    }

    private static let publicCache = "https://cache.nixos.org"
    /// Bytes of the list; that of nixpkgs has some ten million.
    private static let maximumList = 256 << 20

    /// - Parameters:
    ///   - configuration: where channels are, and how servers are reached.
    ///   - environment: where `https_proxy` and its like may stand.
    /// - Throws: ``FetchError``.
    package init(
        _ configuration: ChannelSourceConfiguration, environment: [String: String], options: Options
    ) throws(FetchError) {
        self.configuration = configuration
        self.options = options
        downloader = Downloader(
            limits: configuration.limits, caFile: configuration.caFile,
            proxies: try ProxyRules(configured: configuration.proxy, environment: environment))
    }

    /// - Parameters:
    ///   - channel: its name, or the URL of a release's folder.
    ///   - report: called after every narinfo.
    /// - Throws: ``PopularityError``, ``FetchError``, `CancellationError`.
    package func run(
        _ channel: String, report: @escaping @Sendable (PopularityProgress) -> Void
    ) async throws -> ChannelPopularity {
        let release = try await ChannelRelease(at: address(of: channel), downloader, commitIsOptional: true)
        let listed = try await list(of: release)
        let server = try await binaryCache(of: release)
        let collector = try await collect(listed, from: server, report)
        return ChannelPopularity(
            channel: channel, commit: release.commit, listed: listed, table: collector.table,
            progress: collector.progress)
    }

    private func collect(
        _ paths: [StorePath], from server: FetchAddress, _ report: @escaping @Sendable (PopularityProgress) -> Void
    ) async throws -> NarInfoCollector {
        try await NarInfoJournal.with(options.cache, of: server) { journal, table in
            try await downloader.withFolder(server, connections: options.concurrency) { files in
                var collector = NarInfoCollector(
                    BinaryCache(files: files, attempts: options.attempts), journal, knowing: table,
                    concurrency: options.concurrency, followsReferences: options.followsReferences, report: report)
                try await collector.collect(paths)
                try Self.check(collector.progress)
                // What failed may lead to what was known before.
                if collector.progress.failed.count == 0 {
                    try await journal.replace(with: collector.table.reached(from: paths), of: collector.table)
                }
                return collector
            }
        }
    }

    private func address(of channel: String) throws -> FetchAddress {
        switch try ChannelTarget(channel) {
        case .channel(let name):
            try FetchAddress(configuration.channelURL.replacing("{channel}", with: name))
        case .tarball(let folder): folder
        case .commit: throw PopularityError.notChannel(channel)
        }
    }

    private func list(of release: ChannelRelease) async throws -> [StorePath] {
        let address = try release.address.appending("store-paths.xz")
        let bytes: [UInt8]
        do {
            bytes = try await downloader.getDecompressed(address, maximumBytes: Self.maximumList)
        } catch FetchError.notFound {
            throw PopularityError.noList(address)
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        // A line that is no store path names no narinfo.
        let paths = Set(lines.compactMap { try? StorePath($0) }).sorted()
        guard !paths.isEmpty else { throw PopularityError.emptyList(address) }
        return paths
    }

    private func binaryCache(of release: ChannelRelease) async throws -> FetchAddress {
        if let given = options.binaryCache { return try FetchAddress(given) }
        let named = try await downloader.smallText(release.address.appending("binary-cache-url"))
        let text = named?.split(whereSeparator: \.isWhitespace).first
        return try FetchAddress(text.map(String.init) ?? Self.publicCache)
    }

    private static func check(_ progress: PopularityProgress) throws(PopularityError) {
        guard progress.unknown * 2 > progress.total else { return }
        let faults = [progress.missing, progress.malformed, progress.failed]
        let example = faults.lazy.compactMap(\.examples.first).first
        throw .tooMuchMissing(
            missing: progress.unknown, total: progress.total,
            example: example.map { "\($0.path), \($0.reason)" } ?? "")
    }
}
