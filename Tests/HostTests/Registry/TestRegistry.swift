import FoundationEssentials
import HTTPTypes
import Host
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import OCI
import Synchronization
import Testing

/// The registry over a fake engine, reached straight through its router or over a socket.
struct TestRegistry {
    enum Transport: CaseIterable {
        case router
        case socket

        var setup: TestingSetup {
            switch self {
            case .router: .router
            case .socket: .ahc(.http)
            }
        }
    }

    var provider: FakeProvider
    var configuration = RegistryConfiguration()
    let log = LogRecorder()

    init(_ provider: FakeProvider = .init()) { self.provider = provider }

    /// Runs `body` while the registry runs.
    func run<Value: Sendable>(
        _ transport: Transport, _ body: @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        try await makeRegistryApplication(provider: provider, configuration: configuration, logger: log.logger)
            .test(transport.setup, body)
    }

    /// One request and its answer.
    func answer(
        _ transport: Transport, _ method: HTTPRequest.Method, _ uri: String, _ headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        try await run(transport) { try await $0.execute(uri: uri, method: method, headers: headers) }
    }

    /// One request through the router.
    func answer(
        _ method: HTTPRequest.Method, _ uri: String, _ headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        try await answer(.router, method, uri, headers)
    }
}

/// Keeps log lines, and lets a test wait for one.
final class LogRecorder: Sendable {
    let stream: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation
    private let kept = Mutex<[String]>([])

    init() { (stream, continuation) = AsyncStream.makeStream() }

    var lines: [String] { kept.withLock { $0 } }

    var logger: Logger {
        Logger(label: "test") { label in
            JSONLogHandler(label: label) { bytes in
                let line = String(decoding: bytes, as: UTF8.self)
                self.kept.withLock { $0.append(line) }
                self.continuation.yield(line)
            }
        }
    }

    /// Waits until a line holds `text`.
    func line(with text: String) async -> String? { await stream.first { $0.contains(text) } }
}

/// An error body as clients read it.
struct ErrorBody: Decodable {
    struct Entry: Decodable {
        let code: String
        let message: String
        let detail: [String: String]
    }

    let errors: [Entry]
}

extension TestResponse {
    var text: String { String(buffer: body) }

    /// The one error of an error body.
    func error() throws -> ErrorBody.Entry {
        let entries = try JSONDecoder().decode(ErrorBody.self, from: Data(body.readableBytesView)).errors
        return try #require(entries.count == 1 ? entries.first : nil)
    }

    subscript(name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

/// Values that several suites share.
enum Sample {
    static let oci = manifest(.ociManifest)
    static let docker = manifest(.dockerManifest)
    static let image = ResolvedImage(oci: oci, docker: docker, revision: "9f3c2a1")
    static let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    static let digest = Digest(of: bytes)
    static let unknown = Digest(of: Array("unknown".utf8))

    static var provider: FakeProvider {
        var provider = FakeProvider(images: ["shell/hello:latest": image])
        provider.manifests = [oci.digest: oci, docker.digest: docker]
        provider.blobs = [digest: bytes]
        return provider
    }

    private static func manifest(_ type: OCI.MediaType) -> StoredManifest {
        let bytes = Array(#"{"schemaVersion":2,"mediaType":"\#(type.rawValue)"}"#.utf8)
        return StoredManifest(mediaType: type, digest: Digest(of: bytes), bytes: bytes)
    }
}
