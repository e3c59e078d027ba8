import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import OCI

/// The registry protocol below `/v2/` (OCI distribution spec, "Endpoints"), over an ``ImageProvider``.
struct RegistryEndpoints: Sendable {
    let provider: any ImageProvider
    let configuration: RegistryConfiguration

    /// Serves GET, and HEAD up to the body, which ``ErrorMiddleware`` leaves out.
    func respond(_ request: Request, _ context: RegistryContext) async throws -> Response {
        let path = try registryPath(request)
        context.record.route = path.route
        switch path {
        case .version: return json(Array("{}".utf8))
        case .manifest(let name, let reference):
            return try await manifest(name, reference, request, context)
        case .blob(_, let digest): return try await blob(digest, request, context)
        case .tags(let name): return try await tags(name, request, context)
        case .referrers: return try referrers(request)
        case .catalog: return try await catalog(request)
        case .upload: throw RegistryEndpoints.readOnly
        }
    }

    /// The answer to every attempt to write.
    static let readOnly = RegistryError(
        .unsupported, "this registry builds its images; nothing can be pushed to it or deleted from it")

    private func registryPath(_ request: Request) throws -> RegistryPath {
        guard let path = PercentDecoding.decode(request.uri.path) else {
            throw RegistryError(.badRequest, "the path is not percent-encoded UTF-8")
        }
        return path == "/v2" ? .version : try RegistryPath(path.dropFirst("/v2/".count))
    }

    /// An index of what refers to an image: nothing ever does (OCI distribution spec, "Listing Referrers").
    private func referrers(_ request: Request) throws -> Response {
        var response = json(try CanonicalJSON.encode(Index(manifests: [])), type: .ociIndex)
        if request.uri.queryParameters["artifactType"] != nil {
            response.headers[text: "OCI-Filters-Applied"] = "artifactType"
        }
        return response
    }

    func json(_ bytes: [UInt8], type: OCI.MediaType = .init(rawValue: "application/json")) -> Response {
        Response(
            status: .ok, headers: [.contentType: type.rawValue],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension RegistryPath {
    /// The kind of request, for metrics.
    fileprivate var route: RequestRecord.Route {
        switch self {
        case .version: .version
        case .manifest: .manifest
        case .blob: .blob
        case .tags: .tags
        case .referrers: .referrers
        case .catalog: .catalog
        case .upload: .upload
        }
    }
}
