import Host
import Logging
import OCI

extension ChannelSource {
    /// The files of a pin, fetched first where this machine does not have them.
    ///
    /// - Throws: ``SourceError``, an error of the store, or `CancellationError`.
    func files(at pin: SourcePin, logger: Logger) async throws -> PackageFiles {
        do {
            return try await folder(of: PinDetails(pin), logger: logger).packageFiles(file: configuration.file)
        } catch let error as FetchError {
            throw error.sourceError
        }
    }

    func folder(of details: PinDetails, logger: Logger) async throws -> SourceFolder {
        let address = try FetchAddress(details.url)
        let key = Digest(of: Array(details.folderName.joined(separator: "\n").utf8)).hex
        return try await folders.folder(key, logger: logger) { staging, _ in
            try await fetcher.fetch(address, into: staging, logger: logger) { found in
                try await check(found, details, address)
            }
        }
    }

    private func check(_ found: String, _ details: PinDetails, _ address: FetchAddress) async throws {
        if let sha256 = details.sha256 {
            let origin = details.kind == .release ? "the one published beside it" : "the configured one"
            return try FetchError.check(found, is: sha256, of: address, origin: origin)
        }
        let first =
            details.kind == .tarball && !details.content.isEmpty
            ? details.content : try await hashes.note(found, for: details.hashName)
        try FetchError.check(found, is: first, of: address, origin: "the one it had when it was first seen")
    }
}
