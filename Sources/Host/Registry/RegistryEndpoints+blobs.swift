import HTTPTypes
import Hummingbird
import HummingbirdCore
import OCI
import Storage

extension RegistryEndpoints {
    /// A blob, or a part of it (OCI distribution spec, "Pulling blobs").
    func blob(_ digest: Digest, _ request: Request, _ context: RegistryContext) async throws -> Response {
        let tag = EntityTag(digest)
        guard let size = try await provider.blobSize(digest) else { throw unknown(digest) }
        if tag.isKnown(request.headers) { return Response(status: .notModified, headers: fields(digest)) }
        // A Range on HEAD means nothing (RFC 9110, 14.2).
        guard request.method == .get else { return header(size, digest) }
        if let redirect = try await redirect(digest, context) { return redirect }
        let range = tag.allowsRange(request.headers) ? request.headers[.range] : nil
        switch ByteRangeRequest(range, size: size) {
        case .whole: return try await send(digest, nil, .ok, context)
        case .part(let bytes):
            var response = try await send(digest, bytes, .partialContent, context)
            response.headers[.contentRange] = "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(size)"
            return response
        case .unsatisfiable:
            var response = RegistryError(.badRequest, "the blob has \(size) bytes; the range lies outside")
                .response(status: .rangeNotSatisfiable)
            response.headers[.contentRange] = "bytes */\(size)"
            return response
        }
    }

    /// Sends the client to where the blob lies; nil where it gets the blob from us. Its range goes with it.
    ///
    /// The address is a secret and soon ends, sooner than it says where the store's credentials do: no cache may keep it.
    private func redirect(_ digest: Digest, _ context: RegistryContext) async throws -> Response? {
        guard configuration.blobs.redirects(context.record.client),
            let address = try await provider.address(of: digest)
        else { return nil }
        context.record.delivery = .redirect
        var headers: HTTPFields = [.location: address.value, .cacheControl: "no-store"]
        headers[text: "Docker-Content-Digest"] = digest.description
        return Response(status: .temporaryRedirect, headers: headers)
    }

    private func header(_ size: Int64, _ digest: Digest) -> Response {
        var response = Response(status: .ok, headers: fields(digest))
        response.headers[.contentLength] = String(size)
        return response
    }

    private func send(
        _ digest: Digest, _ range: Range<Int64>?, _ status: HTTPResponse.Status, _ context: RegistryContext
    ) async throws -> Response {
        guard let object = try await provider.blob(digest, range: range) else { throw unknown(digest) }
        let body = BlobBody(
            object: object, record: context.record, stall: .seconds(Int64(configuration.stallSeconds)),
            logger: context.logger)
        if object.file == nil { context.record.delivery = .proxy }
        context.record.startStream()
        return Response(status: status, headers: fields(digest), body: body.responseBody(on: context.channel))
    }

    private func unknown(_ digest: Digest) -> RegistryError {
        RegistryError(.blobUnknown, "there is no blob \(digest); ask for the image's manifest by its tag again")
    }

    private func fields(_ digest: Digest) -> HTTPFields {
        var fields: HTTPFields = [
            .contentType: OCI.MediaType.octetStream.rawValue, .acceptRanges: "bytes", .eTag: EntityTag(digest).text,
            .cacheControl: RegistryEndpoints.immutable,
        ]
        fields[text: "Docker-Content-Digest"] = digest.description
        return fields
    }
}
