import AsyncHTTPClient
import Conformance
import NIOCore
import NIOHTTP1
import OCI
import Subprocess
import SystemPackage
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// The real program, running as a server for the length of a test.
struct Registry: Sendable {
    /// `http://127.0.0.1:PORT`.
    let address: String
    let process: pid_t
    let log: FilePath

    /// What to start it with.
    struct Options: Sendable {
        /// nil where a file says what the source is.
        var packages: FilePath?
        var store: FilePath
        var environment: [String: String] = [:]
        var arguments: [String] = []
        /// Where it runs; nil for this machine itself.
        var machine: SecondMachine?
        /// A program that starts it, with its first arguments.
        var launcher: [String] = []

        /// The environment for other commands on the same store.
        var variables: [String: String] {
            let own = ["NIXERY_PKGS_PATH": packages?.string ?? "", "STORAGE_PATH": store.string]
            return environment.merging(own) { $1 }
        }
    }

    enum Failure: Error { case didNotStart(log: String) }

    /// How a server's run ended.
    struct End<Result: Sendable>: Sendable {
        /// What the body returned or threw.
        let result: Swift.Result<Result, any Error>
        let status: TerminationStatus
    }

    /// Starts a server, waits until it listens, and ends it with SIGTERM after the body.
    static func run<Result: Sendable>(
        _ options: Options, waitUntilReady: Bool = true, body: @Sendable (Registry) async throws -> Result
    ) async throws -> Result {
        try await runToEnd(options, waitUntilReady: waitUntilReady, body: body).result.get()
    }

    /// The same for a server that may die before the body ends.
    static func runToEnd<Result: Sendable>(
        _ options: Options, waitUntilReady: Bool = true, body: @Sendable (Registry) async throws -> Result
    ) async throws -> End<Result> {
        let log = options.store.removingLastComponent().appending("log-\(UInt32.random(in: 0...UInt32.max))")
        let file = try FileDescriptor.open(
            log, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
        defer { _ = try? file.close() }  // Nothing of it is needed any more.
        let program =
            (options.machine?.launcher ?? options.launcher) + [Program.nixery.string, "serve"] + options.arguments
        let outcome = try await Subprocess.run(
            program[0].contains("/") ? .path(FilePath(program[0])) : .name(program[0]),
            arguments: Arguments(Array(program.dropFirst())),
            environment: .inherit.updating(environment(options)), input: .none,
            output: .fileDescriptor(file, closeAfterSpawningProcess: false),
            error: .fileDescriptor(file, closeAfterSpawningProcess: false)
        ) { execution -> Swift.Result<Result, any Error> in
            let process = execution.processIdentifier.value
            defer { kill(process, SIGTERM) }
            do {
                let registry = Registry(address: try await address(process, log: log), process: process, log: log)
                if waitUntilReady { try await registry.waitUntilReady() }
                return .success(try await body(registry))
            } catch {
                return .failure(error)
            }
        }
        return End(result: outcome.closureResult, status: outcome.terminationStatus)
    }

    private static func environment(_ options: Options) -> [Environment.Key: String?] {
        var environment: [Environment.Key: String?] = [
            "NIX_CONFIG": Program.nixConfiguration, "PORT": "0", "NIXERY_SERVER_ADDRESS": "127.0.0.1",
            "NIXERY_SERVER_LOG_FORMAT": "json", "NIXERY_PKGS_PATH": options.packages?.string,
            "STORAGE_PATH": options.store.string, "NIXERY_PATH": nil,
        ]
        for (name, value) in options.environment {
            if let key = Environment.Key(rawValue: name) { environment[key] = value }
        }
        return environment
    }

    /// The port is in the log, once the server listens.
    private static func address(_ process: pid_t, log: FilePath) async throws -> String {
        for _ in 0..<3600 {
            let text = try readText(log)
            if let line = text.split(separator: "\n").first(where: { $0.contains("\"listening\"") }),
                let port = line.firstMatch(of: /"port":"?(\d+)/)?.1
            {
                return "http://127.0.0.1:\(port)"
            }
            guard TestProcess.isRunning("\(process)") else { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Failure.didNotStart(log: try readText(log))
    }

    private func waitUntilReady() async throws {
        for _ in 0..<3600 {
            if try await get("/readyz").status == 200 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Failure.didNotStart(log: try readText(log))
    }

    /// An answer, its body read whole.
    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// Redirects are followed, as container clients do.
    func get(_ path: String, accept: String? = nil, range: String? = nil) async throws -> Answer {
        var request = HTTPClientRequest(url: address + path)
        if let range { request.headers.add(name: "Range", value: range) }
        if let accept { request.headers.add(name: "Accept", value: accept) }
        let response = try await HTTPClient.shared.execute(request, timeout: .minutes(5))
        let body = try await response.body.collect(upTo: 1 << 30)
        let headers = response.headers.map { ($0.name.lowercased(), $0.value) }
        return Answer(
            status: Int(response.status.code), headers: Dictionary(headers) { first, _ in first },
            body: Array(body.readableBytesView))
    }

    /// A number from `/metrics`; 0 where there is no such line yet.
    func metric(_ name: String) async throws -> Int {
        let lines = try await get("/metrics").text.split(separator: "\n")
        let values = lines.filter { $0.hasPrefix(name + " ") || $0.hasPrefix(name + "{") }
        return values.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.map { Int($0) }.reduce(0, +)
    }

    /// How often something became of a lease.
    func leases(_ event: String) async throws -> Int {
        try await metric(#"nixery_leases_total{event="\#(event)"}"#)
    }

    /// The manifest's bytes and everything it names, each checked against its digest and size; the violations found.
    func pull(_ image: String) async throws -> PulledImage {
        let answer = try await get("/v2/\(image)")
        guard answer.status == 200 else { throw PullFailure(status: answer.status, text: answer.text) }
        let manifest = try CanonicalJSON.decode(Manifest.self, from: answer.body)
        var blobs: [Digest: [UInt8]] = [:]
        for descriptor in [manifest.config] + manifest.layers {
            let blob = try await get("/v2/any/blobs/\(descriptor.digest)")
            guard blob.status == 200 else { throw PullFailure(status: blob.status, text: blob.text) }
            #expect(Digest(of: blob.body) == descriptor.digest, "a blob of \(image) has another digest")
            #expect(blob.body.count == descriptor.size)
            blobs[descriptor.digest] = blob.body
        }
        #expect(answer.headers["docker-content-digest"] == Digest(of: answer.body).description)
        return PulledImage(digest: Digest(of: answer.body), bytes: answer.body, manifest: manifest, blobs: blobs)
    }
}

/// An image as a client has it after a pull.
struct PulledImage: Sendable {
    let digest: Digest
    let bytes: [UInt8]
    let manifest: Manifest
    let blobs: [Digest: [UInt8]]
}

/// A pull that was answered with an error.
struct PullFailure: Error {
    let status: Int
    let text: String
}

/// The whole of a small file.
func readText(_ file: FilePath) throws -> String {
    let descriptor = try FileDescriptor.open(file, .readOnly)
    return try descriptor.closeAfter {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }
}
