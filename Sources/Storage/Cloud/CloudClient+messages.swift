import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import SystemPackage

extension CloudClient {
    static func prepare(_ request: CloudRequest) -> HTTPClientRequest {
        var prepared = HTTPClientRequest(url: request.url)
        prepared.method = HTTPMethod(rawValue: request.method.rawValue)
        prepared.headers.add(name: "User-Agent", value: "nixery")
        for (name, value) in request.headers { prepared.headers.add(name: name, value: value) }
        if request.method == .put || request.method == .post {
            prepared.body = .bytes(ByteBuffer(bytes: request.body))
        }
        return prepared
    }

    static func head(of response: HTTPClientResponse, body: [UInt8] = []) -> CloudResponse {
        CloudResponse(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: body)
    }

    static func collect(
        _ response: HTTPClientResponse, limit: Int, _ request: CloudRequest
    ) async throws -> CloudResponse {
        var body: [UInt8] = []
        for try await buffer in response.body {
            body += buffer.readableBytesView
            guard body.count <= limit else {
                throw CloudError(
                    request.description, reason: "the answer is larger than \(limit) bytes", isLasting: true)
            }
        }
        return head(of: response, body: body)
    }

    /// nil for the system's authorities.
    static func trust(_ file: FilePath?) async throws -> TLSConfiguration? {
        guard let file else { return nil }
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try await BlockingThreads.shared.run { try NIOSSLCertificate.fromPEMFile(file.string) }
        } catch {
            throw StorageError(
                .failed, key: file.string, cause: "it cannot be read as a file of certificate authorities")
        }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(certificates)
        return configuration
    }
}
