import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL
import SystemPackage

extension Downloader {
    /// A client that the caller shuts down.
    func makeClient(for address: FetchAddress, connections: Int = 1) async throws -> HTTPClient {
        var configuration = try await configuration(for: address)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        return HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
    }

    private func configuration(for address: FetchAddress) async throws -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try await trust(for: address), redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(limits.connect), read: TimeAmount(limits.silence)),
            proxy: proxies.proxy(for: address))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    private func trust(for address: FetchAddress) async throws -> TLSConfiguration? {
        guard address.scheme == .https, let caFile else { return nil }
        do {
            let certificates = try await Blocking.run { try NIOSSLCertificate.fromPEMFile(caFile.string) }
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = .certificates(certificates)
            return configuration
        } catch {
            throw FetchError.invalidAddress(reason: "the file of certificate authorities '\(caFile)' cannot be read")
        }
    }
}
