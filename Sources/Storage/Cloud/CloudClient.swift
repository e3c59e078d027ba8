import AsyncHTTPClient
import Dispatch
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
package import SystemPackage

/// Sends requests to a service and repeats those that fail in passing. Redirects are answers like any other.
///
/// It repeats whatever it is given: a caller whose request must not take place twice makes it so that the second is harmless.
package final class CloudClient: Sendable {
    /// Looks at an answer whose body was read.
    package typealias Judge = @Sendable (CloudResponse) async -> CloudVerdict
    /// Makes the request for one try, because signatures and tokens age.
    package typealias Maker = @Sendable () async throws -> CloudRequest

    private let client: HTTPClient
    /// Its connections are held for as long as who takes the bodies is slow, and nothing else waits for them.
    private let downloads: HTTPClient
    private let retry: RetryPolicy

    /// - Parameter caFile: PEM file with the certificate authorities to trust instead of the system's.
    package init(
        limits: CloudLimits = CloudLimits(), retry: RetryPolicy = RetryPolicy(), caFile: FilePath? = nil
    ) async throws {
        self.retry = retry
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try await Self.trust(caFile), redirectConfiguration: .disallow,
            timeout: .init(
                connect: TimeAmount(limits.connect), read: TimeAmount(limits.silence),
                write: TimeAmount(limits.silence)))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        client = Self.client(configuration, connections: limits.connections)
        downloads = Self.client(configuration, connections: limits.downloads)
    }

    private static func client(_ configuration: HTTPClient.Configuration, connections: Int) -> HTTPClient {
        var configuration = configuration
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        return HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
    }

    deinit { for client in [client, downloads] { client.shutdown(queue: .global()) { _ in } } }

    /// Sends a request whose answer is small.
    ///
    /// - Parameters:
    ///   - limit: the most bytes of its body.
    ///   - judge: says which answers are no answers yet. When every try is used up, the last one is the answer.
    /// - Throws: ``CloudError`` when there is none.
    package func send(
        limit: Int = 16 << 20, judge: Judge = CloudVerdict.byStatus, _ make: Maker
    ) async throws -> CloudResponse {
        try await repeating(judge) {
            let request = try await make()
            return try await self.attempt(request, client) { response in
                let answer = try await Self.collect(response, limit: limit, request)
                return (answer, answer)
            }
        }
    }

    /// Sends a request whose answer may be large. Only failures are repeated that come before its body.
    package func open(judge: Judge = CloudVerdict.byStatus, _ make: Maker) async throws -> CloudDownload {
        try await repeating(judge) {
            let request = try await make()
            return try await self.attempt(request, downloads) { response in
                guard (200..<300).contains(response.status.code) else {
                    let answer = try await Self.collect(response, limit: 1 << 20, request)
                    return (answer, CloudDownload(response: answer, chunks: .empty))
                }
                let head = Self.head(of: response)
                return (head, CloudDownload(response: head, chunks: CloudBody.chunks(of: response, request)))
            }
        }
    }

    /// - Parameter attempt: gives an answer to judge, and the result it stands for.
    private func repeating<Value>(
        _ judge: Judge, _ attempt: () async throws -> (CloudResponse, Value)
    ) async throws -> Value {
        for failed in 1... {
            try Task.checkCancellation()
            let isLast = failed >= retry.attempts
            do {
                let (answer, value) = try await attempt()
                switch await judge(answer) {
                case .take: return value
                case _ where isLast: return value
                case .atOnce: continue
                case .again(let asked): try await retry.wait(failed: failed, asked: asked)
                }
            } catch let error as CloudError {
                try Task.checkCancellation()
                if isLast || error.isLasting { throw error }
                try await retry.wait(failed: failed, asked: nil)
            }
        }
        preconditionFailure("the loop has no end of its own")
    }

    private func attempt<Value>(
        _ request: CloudRequest, _ client: HTTPClient, _ body: (HTTPClientResponse) async throws -> Value
    ) async throws -> Value {
        do {
            return try await body(try await client.execute(Self.prepare(request), deadline: .distantFuture))
        } catch let error as CloudError {
            throw error
        } catch {
            try Task.checkCancellation()
            throw CloudFailure.error(error, of: request.description)
        }
    }
}
