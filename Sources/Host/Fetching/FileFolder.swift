import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// A folder of a server, or of this machine, that many small files are read from. Connections are kept.
package struct FileFolder: Sendable {
    package let address: FetchAddress
    private let downloader: Downloader
    /// nil for a folder of this machine.
    private let client: HTTPClient?

    fileprivate init(_ address: FetchAddress, _ downloader: Downloader, _ client: HTTPClient?) {
        (self.address, self.downloader, self.client) = (address, downloader, client)
    }

    /// A file's bytes. 403 counts as not found: that is how a bucket answers which must not be listed.
    ///
    /// - Throws: ``FetchError`` or `CancellationError`.
    package func get(_ name: String, maximumBytes: Int) async throws -> [UInt8] {
        let file = try address.appending(name)
        guard let client else { return try await downloader.get(file, maximumBytes: maximumBytes) }
        let limits = downloader.limits
        let tooLong = FetchError.unavailable(file, reason: "it takes too long")
        return try await withTimeLimit(limits.connect + limits.silence, tooLong) {
            do {
                return try await answer(client, file, maximumBytes: maximumBytes)
            } catch {
                try Task.checkCancellation()
                throw TransportFailure.describe(error, file, limits)
            }
        }
    }

    private func answer(_ client: HTTPClient, _ file: FetchAddress, maximumBytes: Int) async throws -> [UInt8] {
        let silence = TimeAmount(downloader.limits.silence)
        let response = try await client.execute(Downloader.request(for: file), timeout: silence)
        if let next = try Downloader.redirect(of: response, file) {
            return try await downloader.get(next, maximumBytes: maximumBytes)
        }
        if response.status == .forbidden { throw FetchError.notFound(file) }
        try Downloader.checkFound(response.status, file)
        return try await Downloader.bytes(of: response, file, maximumBytes: maximumBytes)
    }
}

extension Downloader {
    /// Runs `body` with a folder that many files are read from.
    ///
    /// - Parameter connections: to its server at once.
    package func withFolder<Value: Sendable>(
        _ address: FetchAddress, connections: Int, _ body: (FileFolder) async throws -> Value
    ) async throws -> Value {
        guard address.file == nil else { return try await body(FileFolder(address, self, nil)) }
        let client = try await makeClient(for: address, connections: connections)
        do {
            let value = try await body(FileFolder(address, self, client))
            try await client.shutdown()
            return value
        } catch {
            try? await client.shutdown()  // The first error says more.
            throw error
        }
    }
}
