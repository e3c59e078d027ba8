package import Logging
package import OCI
package import Storage

/// What the registry API needs of the engine behind it.
package protocol ImageProvider: Sendable {
    /// The image that a name and tag mean now, built first if it is not known. A caller that stops waiting does not stop
    /// the build.
    ///
    /// - Throws: ``RegistryError``, mapped already; anything else is our own fault.
    func image(_ name: ImageName, tag: Tag, logger: Logger) async throws -> ResolvedImage

    /// A stored manifest by its digest, byte for byte; nil when there is none.
    func manifest(_ digest: Digest) async throws -> StoredManifest?

    /// A stored blob; nil when there is none. Its stream may fail at the end, when the bytes turn out to be wrong ones.
    ///
    /// - Parameter range: byte offsets, or nil for the whole blob; see ``ObjectStore/read(_:range:)``.
    func blob(_ digest: Digest, range: Range<Int64>?) async throws -> ObjectBody?

    /// A signed, short-lived URL that anybody may get a stored blob from; nil where the store has none and ``blob(_:range:)``
    /// must do. It is a secret, and it is not looked whether the blob is there.
    func address(of digest: Digest) async throws -> Secret?

    /// Size of a stored blob in bytes; nil when there is none.
    func blobSize(_ digest: Digest) async throws -> Int64?

    /// The tags that the source of `name` knows; nil when it cannot list them.
    ///
    /// - Throws: as ``image(_:tag:logger:)`` does.
    func tags(_ name: ImageName, logger: Logger) async throws -> [Tag]?

    /// The names of images that were built, in any order and as they were first asked for.
    func builtNames() async throws -> [String]

    /// nil when requests can be served, otherwise one sentence that says why not yet.
    func notReady() async -> String?
}

/// The answer to a request by tag: one manifest in both families of media types.
package struct ResolvedImage: Hashable, Sendable {
    /// With OCI media types.
    package let oci: StoredManifest
    /// With Docker media types; nil where the layers have none (zstd).
    package let docker: StoredManifest?
    /// What people call the package set's revision; sent as `Nixery-Revision`.
    package let revision: String
    /// Text of a `Warning` header, when the answer may be old.
    package let warning: String?

    package init(oci: StoredManifest, docker: StoredManifest?, revision: String, warning: String? = nil) {
        self.oci = oci
        self.docker = docker
        self.revision = revision
        self.warning = warning
    }
}

/// A manifest's bytes with what goes into the response headers.
package struct StoredManifest: Hashable, Sendable {
    package let mediaType: MediaType
    package let digest: Digest
    package let bytes: [UInt8]

    package init(mediaType: MediaType, digest: Digest, bytes: [UInt8]) {
        self.mediaType = mediaType
        self.digest = digest
        self.bytes = bytes
    }
}
