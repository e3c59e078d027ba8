import Archive
import FoundationEssentials
package import Logging
package import Storage
package import SystemPackage

/// Downloads tarballs and unpacks them, for ``SourceFolders`` to keep.
package struct TarballFetcher: Sendable {
    private let downloader: Downloader
    private let limits: TarballLimits
    /// The file beside the sources that holds the tarball's hash.
    private static let note = "sha256"

    package init(_ downloader: Downloader, limits: TarballLimits) {
        self.downloader = downloader
        self.limits = limits
    }

    /// Unpacks a tarball into `staging/source`.
    ///
    /// - Parameters:
    ///   - headers: for the address's own server, never for one that it redirects to.
    ///   - check: gets the tarball's SHA-256 in hexadecimal before anything is unpacked, and throws where it is wrong.
    /// - Returns: that SHA-256.
    /// - Throws: ``FetchError``, what `check` throws, or `CancellationError`.
    @discardableResult
    package func fetch(
        _ address: FetchAddress, headers: [String: Secret] = [:], into staging: FilePath, logger: Logger,
        check: (_ sha256: String) async throws -> Void
    ) async throws -> String {
        let tarball = staging.appending("tarball")
        let start = ContinuousClock.now
        logger.info("fetching sources", metadata: ["url": "\(address)"])
        let hash = try await downloader.download(
            address, headers: headers, to: tarball, maximumBytes: limits.download, logger: logger)
        try await check(hash)
        try await unpack(tarball, of: address, into: staging.appending("source"))
        try await Blocking.run {
            FolderTree.remove(tarball)
            let note = try FileDescriptor.open(
                staging.appending(Self.note), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            _ = try note.closeAfter { try note.writeAll(hash.utf8) }
        }
        logger.info(
            "fetched sources",
            metadata: ["url": "\(address)", "sha256": "\(hash)", "duration": "\(start.duration(to: .now))"])
        return hash
    }

    /// The SHA-256 of the tarball that a folder was unpacked from.
    package func sha256(of folder: SourceFolder) async throws -> String {
        let note = folder.path.removingLastComponent().appending(Self.note)
        // For its errors; it is escaped there.
        let address = try FetchAddress(URL(filePath: note.string, directoryHint: .notDirectory).absoluteString)
        return String(decoding: try await LocalFile(address, note).read(maximumBytes: 64), as: UTF8.self)
    }

    private func unpack(_ tarball: FilePath, of address: FetchAddress, into folder: FilePath) async throws {
        do {
            try await Blocking.run { try createFolders(folder) }
            try await TarballUnpacker.unpack(
                tarball, into: folder, limits: UnpackingLimits(bytes: limits.unpacked, files: limits.files))
        } catch let error as UnpackingError {
            throw FetchError.notUnpacked(address, error)
        } catch let cause as Errno {
            throw FetchError.unavailable(address, reason: "it cannot be written to disk: \(cause)")
        }
    }
}

extension FetchError {
    /// Compares a tarball's hash with the one it must have.
    ///
    /// - Parameter origin: where that one comes from, as a part of a sentence.
    package static func check(
        _ found: String, is expected: String, of address: FetchAddress, origin: String
    ) throws(FetchError) {
        guard found == expected else {
            throw .wrongHash(address, expected: expected, found: found, origin: origin)
        }
    }
}
