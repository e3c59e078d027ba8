import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import OCI

/// Turns whatever an endpoint throws into an answer for the client, and gives every answer its last form: the protocol's
/// version on `/v2`, no body on HEAD.
struct ErrorMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: RegistryContext,
        next: (Request, RegistryContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = answer(to: error, request, context)
        }
        if request.uri.path == "/v2" || request.uri.path.hasPrefix("/v2/") {
            response.headers[text: "Docker-Distribution-Api-Version"] = "registry/2.0"
        }
        // Only now: a HEAD is served as its GET up to here, so that their headers cannot differ.
        response = request.method == .head ? response.createHeadResponse() : response
        if response.status == .notModified { response.headers[.contentLength] = nil }
        return response
    }

    private func answer(to error: any Error, _ request: Request, _ context: RegistryContext) -> Response {
        switch error {
        case let error as RegistryError:
            return error.response()
        case let error as HTTPError where error.status == .notFound:
            guard [.get, .head].contains(request.method) else { return RegistryEndpoints.readOnly.response() }
            return RegistryError(.notFound, "there is nothing here; images are below /v2/").response()
        case let error as any HTTPResponseError where error.status.kind == .clientError:
            return RegistryError(.badRequest, "the request cannot be understood").response(status: error.status)
        case is CancellationError:
            return RegistryError(.unavailable, "the registry is stopping; ask again", retryAfter: 5).response()
        default:
            context.logger.error("Request failed", metadata: ["error": .string(String(describing: error))])
            let message = "the registry made a mistake; its log says more under request \(context.id)"
            return RegistryError(.internalError, message, detail: ["request": context.id]).response()
        }
    }
}
