import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import OCI

extension RegistryEndpoints {
    /// A manifest, by tag or by digest (OCI distribution spec, "Pulling manifests").
    func manifest(
        _ name: ImageName, _ reference: ImageReference, _ request: Request, _ context: RegistryContext
    ) async throws -> Response {
        switch reference {
        case .digest(let digest):
            guard let manifest = try await provider.manifest(digest) else {
                throw RegistryError(.manifestUnknown, "there is no manifest \(digest); ask for the image by its tag")
            }
            return answer(manifest, request, caching: RegistryEndpoints.immutable)
        case .tag(let tag) where tag.namesReferrers:
            throw RegistryError(.manifestUnknown, "nothing is attached to images here")
        case .tag(let tag):
            return try await image(name, tag, request, context)
        }
    }

    /// What never changes under its address, because the address is its digest.
    static let immutable = "public, max-age=31536000, immutable"

    private func image(
        _ name: ImageName, _ tag: Tag, _ request: Request, _ context: RegistryContext
    ) async throws -> Response {
        let image = try await provider.image(name, tag: tag, logger: context.logger)
        let docker = ManifestFamily(accept: request.headers) == .docker ? image.docker : nil
        var response = answer(docker ?? image.oci, request, caching: "no-cache")
        response.headers[.vary] = "Accept"
        response.headers[text: "Nixery-Revision"] = image.revision
        response.headers[text: "Warning"] = image.warning.map(warningField)
        return response
    }

    private func answer(_ manifest: StoredManifest, _ request: Request, caching: String) -> Response {
        let tag = EntityTag(manifest.digest)
        let headers: HTTPFields = [
            .contentType: manifest.mediaType.rawValue, .eTag: tag.text, .cacheControl: caching,
        ]
        let isKnown = tag.isKnown(request.headers)
        var response = Response(
            status: isKnown ? .notModified : .ok, headers: headers,
            body: isKnown ? .init() : .init(byteBuffer: ByteBuffer(bytes: manifest.bytes)))
        response.headers[text: "Docker-Content-Digest"] = manifest.digest.description
        return response
    }

    /// The text as a `Warning` field with code 110, "Response is Stale" (RFC 7234, 5.5).
    private func warningField(_ text: String) -> String {
        let safe = text.unicodeScalars.map { scalar in
            scalar == "\"" || scalar == "\\" ? "'" : (32..<127).contains(scalar.value) ? String(scalar) : "?"
        }
        return "110 nixery \"\(safe.joined())\""
    }
}
