import Crypto
import OCI

/// Builds the hash that names a cached record. Every part is preceded by its length, so that no two lists of parts
/// give the same bytes.
struct CacheKey {
    private var hash = SHA256()

    /// - Parameter kind: what the record is about, with the version of its format.
    init(_ kind: String) { add(kind) }

    mutating func add(_ text: String) {
        add(text.utf8.count)
        hash.update(data: Array(text.utf8))
    }

    mutating func add(_ list: some Collection<String>) {
        add(list.count)
        for text in list { add(text) }
    }

    mutating func add(_ number: Int) {
        withUnsafeBytes(of: UInt64(number).littleEndian) { hash.update(bufferPointer: $0) }
    }

    /// The 64 hexadecimal digits.
    func finish() -> String { Digest(hash.finalize()).hex }
}
