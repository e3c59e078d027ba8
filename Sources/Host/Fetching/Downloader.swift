import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Storage
package import SystemPackage

/// Fetches from `https`, `http` and `file` addresses.
///
/// Redirects are followed, but never from https to anything else; headers go to the server that they are for, and no further.
/// Every failure is a ``FetchError``, unless the task is cancelled.
package struct Downloader: Sendable {
    let limits: NetworkLimits
    let caFile: FilePath?
    let proxies: ProxyRules
    private static let maximumRedirects = 10

    /// - Parameter caFile: PEM file with the certificate authorities to trust instead of the system's; read at each use.
    package init(limits: NetworkLimits, caFile: FilePath?, proxies: ProxyRules) {
        self.limits = limits
        self.caFile = caFile
        self.proxies = proxies
    }

    /// A small file's bytes.
    package func get(_ address: FetchAddress, maximumBytes: Int = 1 << 16) async throws -> [UInt8] {
        if let file = address.file { return try await LocalFile(address, file).read(maximumBytes: maximumBytes) }
        return try await withResponse(address) { response, address in
            try Self.checkFound(response.status, address)
            return try await Self.bytes(of: response, address, maximumBytes: maximumBytes)
        }
    }

    static func bytes(
        of response: HTTPClientResponse, _ address: FetchAddress, maximumBytes: Int
    ) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await buffer in response.body {
            bytes += buffer.readableBytesView
            guard bytes.count <= maximumBytes else { throw FetchError.tooLarge(address, limit: Int64(maximumBytes)) }
        }
        return bytes
    }

    /// Where an address leads by redirects; itself where the server does not redirect.
    ///
    /// What is there in the end need not be readable: it may be a folder.
    package func location(of address: FetchAddress) async throws -> FetchAddress {
        guard address.file == nil else { return address }
        return try await withResponse(address) { response, address in
            if ![.forbidden, .notFound, .gone].contains(response.status) {
                try Self.checkFound(response.status, address)
            }
            return address
        }
    }

    /// What changes when the content does: its entity tag or time of change. nil where the server says neither.
    package func version(of address: FetchAddress) async throws -> String? {
        if let file = address.file { return try await LocalFile(address, file).version() }
        return try await withResponse(address) { response, address in
            try Self.checkFound(response.status, address)
            return response.headers.first(name: "ETag") ?? response.headers.first(name: "Last-Modified")
        }
    }

    /// Gets the answer at the end of all redirects. `body` may be left unread.
    func withResponse<Value: Sendable>(
        _ address: FetchAddress, headers: [String: Secret] = [:],
        _ body: @escaping @Sendable (HTTPClientResponse, FetchAddress) async throws -> Value
    ) async throws -> Value {
        try await withTimeLimit(limits.total, FetchError.unavailable(address, reason: "it takes too long")) {
            var current = address
            for _ in 0...Self.maximumRedirects {
                let headers = current.isSameServer(as: address) ? headers : [:]
                switch try await step(current, headers, body) {
                case .answer(let value): return value
                case .redirect(let next): current = next
                }
            }
            throw FetchError.unavailable(address, reason: "it redirects too often")
        }
    }

    private enum Step<Value: Sendable>: Sendable {
        case answer(Value)
        case redirect(FetchAddress)
    }

    private func step<Value: Sendable>(
        _ address: FetchAddress, _ headers: [String: Secret],
        _ body: @Sendable (HTTPClientResponse, FetchAddress) async throws -> Value
    ) async throws -> Step<Value> {
        var request = Self.request(for: address)
        for (name, value) in headers { request.headers.add(name: name, value: value.value) }
        return try await withClient(for: address) { client in
            let response = try await client.execute(request, timeout: TimeAmount(limits.silence))
            if let next = try Self.redirect(of: response, address) { return .redirect(next) }
            return .answer(try await body(response, address))
        }
    }

    static func request(for address: FetchAddress) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: address.text)
        request.headers.add(name: "User-Agent", value: "nixery")
        return request
    }

    /// Where an answer leads; nil for one that does not.
    static func redirect(of response: HTTPClientResponse, _ address: FetchAddress) throws(FetchError) -> FetchAddress? {
        guard [301, 302, 303, 307, 308].contains(response.status.code) else { return nil }
        guard let next = response.headers.first(name: "Location").flatMap(address.following) else {
            throw .unavailable(address, reason: "it redirects to where it must not")
        }
        return next
    }

    /// One client for one request: they are rare, and files of certificates may be renewed.
    private func withClient<Value>(
        for address: FetchAddress, _ body: (HTTPClient) async throws -> Value
    ) async throws -> Value {
        let client = try await makeClient(for: address)
        do {
            let value = try await body(client)
            try await client.shutdown()
            return value
        } catch {
            try? await client.shutdown()  // The first error says more.
            try Task.checkCancellation()
            throw TransportFailure.describe(error, address, limits)
        }
    }

    static func checkFound(_ status: HTTPResponseStatus, _ address: FetchAddress) throws(FetchError) {
        switch status {
        case .ok: return
        case .notFound, .gone: throw .notFound(address)
        default: throw .unavailable(address, reason: "the server answered \(status.code) \(status.reasonPhrase)")
        }
    }
}
