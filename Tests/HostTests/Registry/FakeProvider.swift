import Host
import Logging
import OCI
import Storage
import Synchronization

/// An engine whose answers are in memory.
struct FakeProvider: ImageProvider {
    var images: [String: ResolvedImage] = [:]
    var manifests: [Digest: StoredManifest] = [:]
    var blobs: [Digest: [UInt8]] = [:]
    /// Blobs that are served from a file, as a store on disk does.
    var files: [Digest: FileBlob] = [:]
    /// Blobs that are made while they are read, as a bucket sends them.
    var streams: [Digest: CountedStream] = [:]
    /// Where blobs lie for clients, there or not.
    var addresses: [Digest: Secret] = [:]
    var tagList: [Tag]?
    var reason: String?
    /// Thrown by every request that builds or reads.
    var failure: (any Error)?
    /// Images that were asked for by tag, in order.
    let asked = Asked()

    final class Asked: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    func image(_ name: ImageName, tag: Tag, logger: Logger) async throws -> ResolvedImage {
        asked.add("\(name):\(tag)")
        if let failure { throw failure }
        guard let image = images["\(name):\(tag)"] else {
            throw RegistryError(.manifestUnknown, "there is no package '\(name)'", detail: ["near": "hello"])
        }
        return image
    }

    func manifest(_ digest: Digest) async throws -> StoredManifest? {
        if let failure { throw failure }
        return manifests[digest]
    }

    func blob(_ digest: Digest, range: Range<Int64>?) async throws -> ObjectBody? {
        if let failure { throw failure }
        if let file = files[digest] { return file.body(range) }
        if let stream = streams[digest] { return stream.body }
        guard let bytes = blobs[digest] else { return nil }
        let range = range ?? 0..<Int64(bytes.count)
        let part = Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
        return ObjectBody(size: Int64(bytes.count), range: range, chunks: chunked(part))
    }

    func address(of digest: Digest) async throws -> Secret? {
        if let failure { throw failure }
        return addresses[digest]
    }

    func blobSize(_ digest: Digest) async throws -> Int64? {
        if let failure { throw failure }
        return files[digest]?.size ?? streams[digest]?.size ?? blobs[digest].map { Int64($0.count) }
    }

    func tags(_ name: ImageName, logger: Logger) async throws -> [Tag]? { tagList }

    func builtNames() async throws -> [String] { ["shell/git", "hello", "shell/git"] }

    func notReady() async -> String? { reason }
}

/// Bytes as a stream of small buffers.
private func chunked(_ bytes: [UInt8]) -> AsyncThrowingStream<[UInt8], any Error> {
    AsyncThrowingStream { continuation in
        for start in stride(from: 0, to: bytes.count, by: 1000) {
            continuation.yield(Array(bytes[start..<min(start + 1000, bytes.count)]))
        }
        continuation.finish()
    }
}
