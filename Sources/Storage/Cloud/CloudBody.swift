import AsyncHTTPClient
import NIOCore

/// The body of an answer, taken from the connection only as fast as it is asked for.
///
/// `@unchecked Sendable`: the stream over it asks for one buffer after the other.
final class CloudBody: @unchecked Sendable {
    private var iterator: HTTPClientResponse.Body.AsyncIterator
    private let request: String

    private init(_ response: HTTPClientResponse, _ request: CloudRequest) {
        iterator = response.body.makeAsyncIterator()
        self.request = request.description
    }

    static func chunks(
        of response: HTTPClientResponse, _ request: CloudRequest
    ) -> ObjectStream<[UInt8]> {
        let body = CloudBody(response, request)
        return ObjectStream { try await body.next() }
    }

    private func next() async throws -> [UInt8]? {
        try Task.checkCancellation()
        do {
            guard let buffer = try await iterator.next() else { return nil }
            return Array(buffer.readableBytesView)
        } catch {
            try Task.checkCancellation()
            throw CloudFailure.error(error, of: request)
        }
    }
}
