import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import OCI

/// Pulls images as container clients do: each request on a connection of its own, and again when the connection was cut or the
/// server is busy. What it has is checked to the last byte.
struct Puller: Sendable {
    let address: String
    private let client: HTTPClient

    /// What a pull brought.
    struct Image: Hashable, Sendable {
        let digest: Digest
        let layers: [Digest]
    }

    /// An answer that a client does not ask for again.
    struct Refused: Error {
        let path: String
        let status: UInt
        let text: String
    }

    /// What was sent is not what was asked for.
    struct Wrong: Error { let path: String }

    /// - Parameter connections: as many at once.
    static func with<Result>(
        _ address: String, connections: Int, _ body: (Puller) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        let client = HTTPClient(configuration: configuration)
        do {
            let result = try await body(Puller(address: address, client: client))
            try await client.shutdown()
            return result
        } catch {
            // The first error is the one to tell.
            try? await client.shutdown()
            throw error
        }
    }

    func pull(_ name: String) async throws -> Image {
        let answer = try await get("/v2/\(name)/manifests/latest", limit: 8 << 20)
        let digest = Digest(of: answer.bytes)
        guard answer.digest == digest.description else { throw Wrong(path: name) }
        let manifest = try CanonicalJSON.decode(Manifest.self, from: answer.bytes)
        for part in [manifest.config] + manifest.layers {
            let path = "/v2/\(name)/blobs/\(part.digest)"
            let blob = try await get(path, limit: 64 << 20).bytes
            guard blob.count == part.size, Digest(of: blob) == part.digest else { throw Wrong(path: path) }
        }
        return Image(digest: digest, layers: manifest.layers.map(\.digest))
    }

    private func get(_ path: String, limit: Int) async throws -> (bytes: [UInt8], digest: String?) {
        for _ in 0..<240 {
            do {
                if let answer = try await getOnce(path, limit: limit) { return answer }
            } catch let error as Refused { throw error } catch let error as CancellationError { throw error } catch {}
            try await Task.sleep(for: .milliseconds(500))
        }
        throw Refused(path: path, status: 0, text: "nobody answers")
    }

    /// - Returns: nil where the client is told to come back.
    private func getOnce(_ path: String, limit: Int) async throws -> (bytes: [UInt8], digest: String?)? {
        var request = HTTPClientRequest(url: address + path)
        request.headers.add(name: "Connection", value: "close")
        let response = try await client.execute(request, timeout: .minutes(3))
        let body = Array(try await response.body.collect(upTo: limit).readableBytesView)
        switch response.status.code {
        case 200: return (body, response.headers.first(name: "Docker-Content-Digest"))
        case 502, 503, 504: return nil
        case let status: throw Refused(path: path, status: status, text: String(decoding: body, as: UTF8.self))
        }
    }
}
