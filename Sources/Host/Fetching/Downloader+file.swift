import AsyncHTTPClient
import Crypto
package import Logging
import NIOCore
import NIOHTTP1
import OCI
package import Storage
package import SystemPackage

extension Downloader {
    /// Writes what lies at an address to a new file.
    ///
    /// - Parameters:
    ///   - headers: only for the address's own server.
    ///   - logger: is told every few seconds how far it is.
    /// - Returns: the content's SHA-256 in hexadecimal.
    package func download(
        _ address: FetchAddress, headers: [String: Secret] = [:], to file: FilePath, maximumBytes: Int64, logger: Logger
    ) async throws -> String {
        let descriptor = try await Blocking.run {
            try SystemPackage.FileDescriptor.open(
                file, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        }
        do {
            let hash = try await copy(address, headers, to: descriptor, maximumBytes, logger)
            try descriptor.close()
            return hash
        } catch {
            try? descriptor.close()  // The first error says more.
            throw error
        }
    }

    private func copy(
        _ address: FetchAddress, _ headers: [String: Secret], to file: SystemPackage.FileDescriptor,
        _ maximumBytes: Int64,
        _ logger: Logger
    ) async throws -> String {
        if let local = address.file {
            var sink = DownloadSink(file, address, maximumBytes, expected: nil, logger)
            try await LocalFile(address, local).forEachPiece { try await sink.write($0) }
            return try await sink.finish()
        }
        return try await withResponse(address, headers: headers) { response, address in
            try Self.checkFound(response.status, address)
            let length = response.headers.first(name: "Content-Length").flatMap { Int64($0) }
            guard length ?? 0 <= maximumBytes else { throw FetchError.tooLarge(address, limit: maximumBytes) }
            var sink = DownloadSink(file, address, maximumBytes, expected: length, logger)
            for try await buffer in response.body { try await sink.write(Array(buffer.readableBytesView)) }
            return try await sink.finish()
        }
    }
}

/// Takes a download's bytes: hashes, writes and counts them.
private struct DownloadSink {
    private let file: SystemPackage.FileDescriptor
    private let address: FetchAddress
    private let maximumBytes: Int64
    private let expected: Int64?
    private let logger: Logger
    private var hash = SHA256()
    private var count: Int64 = 0
    private var waiting: [UInt8] = []
    private var lastLine = ContinuousClock.now
    private static let bufferSize = 1 << 20
    private static let timeBetweenLines = Duration.seconds(5)

    init(
        _ file: SystemPackage.FileDescriptor, _ address: FetchAddress, _ maximumBytes: Int64, expected: Int64?,
        _ logger: Logger
    ) {
        (self.file, self.address, self.maximumBytes) = (file, address, maximumBytes)
        (self.expected, self.logger) = (expected, logger)
    }

    mutating func write(_ bytes: [UInt8]) async throws {
        count += Int64(bytes.count)
        guard count <= maximumBytes else { throw FetchError.tooLarge(address, limit: maximumBytes) }
        waiting += bytes
        if waiting.count >= Self.bufferSize { try await flush() }
        report()
    }

    mutating func finish() async throws -> String {
        try await flush()
        return Digest(hash.finalize()).hex
    }

    private mutating func flush() async throws {
        let (bytes, file, before) = (waiting, file, hash)
        waiting = []
        do {
            hash = try await Blocking.run {
                var hash = before
                hash.update(data: bytes)
                _ = try file.writeAll(bytes)
                return hash
            }
        } catch let cause as Errno {
            throw FetchError.unavailable(address, reason: "it cannot be written to disk: \(cause)")
        }
    }

    private mutating func report() {
        guard lastLine.duration(to: .now) >= Self.timeBetweenLines else { return }
        lastLine = .now
        logger.info(
            "fetching sources",
            metadata: [
                "url": "\(address)", "bytes": "\(count)", "of": "\(expected.map { "\($0)" } ?? "unknown")",
            ])
    }
}
