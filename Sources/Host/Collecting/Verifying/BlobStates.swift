import OCI
import Storage

/// How each blob of a store was found.
struct BlobStates: Sendable {
    /// Sizes of the right ones.
    var right: [Digest: Int64] = [:]
    /// What is wrong with the bytes of damaged ones.
    var wrong: [Digest: String] = [:]
    /// Why the others could not be read.
    var unread: [Digest: String] = [:]

    var count: Int { right.count + wrong.count + unread.count }

    /// What is wrong with a blob that something refers to; nil when nothing is.
    ///
    /// - Parameter expected: what the reference says; nil where it says nothing.
    func problem(with digest: Digest, size expected: Int64?, in store: any ObjectStore) async throws -> String? {
        if wrong[digest] != nil { return "names the damaged blob \(digest)" }
        // What is not known may have been stored since the blobs were listed.
        let size = if let size = right[digest] { Optional(size) } else { try await store.stat(.blob(digest))?.size }
        guard let size else { return "names \(digest), which is missing" }
        guard let expected, expected != size else { return nil }
        return "says that \(digest) has \(expected) bytes, it has \(size)"
    }
}
