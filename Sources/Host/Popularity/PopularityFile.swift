import FoundationEssentials
package import Layering

/// A popularity that lies in a file or on a server: the JSON object of Nixery, `{"glibc-2.40": 31337}`, gzip or not.
package struct PopularityFile: Sendable {
    private let address: FetchAddress
    private let downloader: Downloader
    private static let maximumBytes = 64 << 20
    private static let limits: NetworkLimits = {
        var limits = NetworkLimits()
        (limits.silence, limits.total) = (.seconds(30), .seconds(120))
        return limits
    }()

    /// - Parameters:
    ///   - place: an https, http or file URL, or a path.
    ///   - environment: where `https_proxy` and its like may stand.
    /// - Throws: ``PopularityFileError``.
    package init(
        _ place: String, environment: [String: String], limits: NetworkLimits = Self.limits
    ) throws(PopularityFileError) {
        do throws(FetchError) {
            // A file's name may hold characters that a URL may not.
            let url = place.contains("://") ? place : URL(filePath: place).absoluteString
            address = try FetchAddress(url)
            downloader = Downloader(
                limits: limits, caFile: nil,
                proxies: try ProxyRules(configured: nil, environment: environment))
        } catch {
            throw PopularityFileError(reason: error.description)
        }
    }

    /// Fetches and reads it.
    ///
    /// - Throws: ``PopularityFileError`` or `CancellationError`.
    package func read() async throws -> Popularity {
        let bytes: [UInt8]
        do {
            bytes = try await downloader.getDecompressed(address, maximumBytes: Self.maximumBytes)
        } catch let error as FetchError {
            throw PopularityFileError(reason: error.description)
        }
        return Popularity(try parse(bytes))
    }

    private func parse(_ bytes: [UInt8]) throws(PopularityFileError) -> [String: Int] {
        let counts: [String: Int]
        do {
            counts = try JSONDecoder().decode([String: Int].self, from: Data(bytes))
        } catch {
            throw PopularityFileError(reason: "\(address) is no JSON object of package names and whole numbers")
        }
        if let wrong = counts.filter({ !(0...PackageLimits.popularity).contains($0.value) }).keys.min() {
            throw PopularityFileError(
                reason: "\(address) gives '\(wrong.prefix(80))' a count that is not from 0 to 2^40")
        }
        return counts
    }
}

/// Why there is no popularity.
package struct PopularityFileError: Error, Hashable, Sendable, CustomStringConvertible {
    let reason: String

    package var description: String {
        "'layering.popularity' cannot be used: \(reason); without this setting all packages count alike"
    }
}
