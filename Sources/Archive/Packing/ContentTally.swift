internal import OCI

internal import struct Crypto.SHA256

/// Counts and hashes bytes as they pass.
struct ContentTally: Sendable {
    private var hash = SHA256()
    private(set) var size: Int64 = 0

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
        size += Int64(bytes.count)
    }

    var digest: Digest { Digest(hash.finalize()) }
}
