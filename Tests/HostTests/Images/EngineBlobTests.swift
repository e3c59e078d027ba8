import Conformance
import Hummingbird
import HummingbirdTesting
import OCI
import Storage
import SystemPackage
import Testing

@testable import Host

/// Blobs on their way from a store without files, such as a bucket.
@Suite(.requires("nix-instantiate"))
struct EngineBlobTests {
    /// Several of the store's buffers of letters.
    private static let bytes = (0..<1_000_000).map { UInt8(ascii: "a") + UInt8($0 * $0 % 26) }
    private static let digest = Digest(of: bytes)

    private func read(_ body: ObjectBody?) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in try #require(body).chunks { bytes += chunk }
        return bytes
    }

    @Test func `a right blob comes whole and in parts`() async throws {
        try await EngineBench.run { bench in
            _ = try await bench.memory.put(Self.bytes, at: .blob(Self.digest), condition: .always)
            let engine = bench.engine().engine
            #expect(try await read(engine.blob(Self.digest, range: nil)) == Self.bytes)
            #expect(try await read(engine.blob(Self.digest, range: 0..<1_000_000)) == Self.bytes)
            #expect(try await read(engine.blob(Self.digest, range: 5..<10)) == Array(Self.bytes[5..<10]))
            #expect(try await engine.address(of: Self.digest) == nil, "memory has none")
        }
    }

    @Test func `a blob of no bytes is right too`() async throws {
        try await EngineBench.run { bench in
            _ = try await bench.memory.put([], at: .blob(Digest(of: [])), condition: .always)
            #expect(try await read(bench.engine().engine.blob(Digest(of: []), range: nil)) == [])
        }
    }

    @Test(arguments: [Damage.corrupted, .truncated, .emptied])
    func `a damaged blob fails before its end`(_ damage: Damage) async throws {
        try await EngineBench.run { bench in
            let key = try ObjectKey.blob(Self.digest)
            _ = try await bench.memory.put(Self.bytes, at: key, condition: .always)
            try await damage.apply(to: key, in: bench.memory)
            let size = try #require(try await bench.memory.stat(key)).size
            let engine = bench.engine().engine
            var count: Int64 = 0
            let error = await #expect(throws: StorageError.self) {
                for try await chunk in try #require(try await engine.blob(Self.digest, range: nil)).chunks {
                    count += Int64(chunk.count)
                }
            }
            #expect(size == 0 || count < size)
            #expect(error?.description.contains("its bytes have another digest; 'nixery verify'") == true)
        }
    }

    @Test func `a client never gets a clean end of a damaged blob`() async throws {
        try await EngineBench.run { bench in
            let key = try ObjectKey.blob(Self.digest)
            _ = try await bench.memory.put(Self.bytes, at: key, condition: .always)
            try await Damage.corrupted.apply(to: key, in: bench.memory)
            let log = LogRecorder()
            let application = makeRegistryApplication(
                provider: bench.engine().engine, configuration: RegistryConfiguration(), logger: log.logger)
            let answer = try await application.test(.ahc(.http)) { client in
                try await exchange(
                    port: try #require(client.port),
                    "GET /v2/a/blobs/\(Self.digest) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            }
            #expect(answer.contains("Content-Length: 1000000\r\n"))
            #expect(answer.utf8.count < 1_000_000)
            #expect(log.lines.contains { $0.contains(#""level":"error""#) && $0.contains(Self.digest.hex) })
        }
    }

    @Test func `what was found damaged is stored anew by the next pull`() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            let image = try await engine.pull("a/b")
            let manifest = try CanonicalJSON.decode(Manifest.self, from: image.oci.bytes)
            for digest in [manifest.layers[0].digest, manifest.config.digest] {
                try await Damage.corrupted.apply(to: .blob(digest), in: bench.memory)
                #expect(try await engine.pull("a/b") == image, "nobody knows yet")
                await #expect(throws: StorageError.self) {
                    _ = try await read(engine.engine.blob(digest, range: nil))
                }
                #expect(try await engine.pull("a/b") == image)
                #expect(try await bench.violations(image) == [])
                _ = try await read(engine.engine.blob(digest, range: nil))
                let finished = engine.steps.finished
                #expect(try await engine.pull("a/b") == image)
                #expect(engine.steps.finished == finished, "it is believed in again")
            }
        }
    }
}
