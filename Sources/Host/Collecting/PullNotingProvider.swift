package import Logging
package import OCI
package import Storage

/// A provider whose pulls are noted: manifests by tag and by digest, since clients ask for either.
package struct PullNotingProvider: ImageProvider {
    private let provider: any ImageProvider
    private let recorder: PullRecorder

    package init(_ provider: any ImageProvider, recorder: PullRecorder) {
        self.provider = provider
        self.recorder = recorder
    }

    package func image(_ name: ImageName, tag: Tag, logger: Logger) async throws -> ResolvedImage {
        let image = try await provider.image(name, tag: tag, logger: logger)
        recorder.note(image.oci)
        return image
    }

    package func manifest(_ digest: Digest) async throws -> StoredManifest? {
        let manifest = try await provider.manifest(digest)
        if let manifest { recorder.note(manifest) }
        return manifest
    }

    package func blob(_ digest: Digest, range: Range<Int64>?) async throws -> ObjectBody? {
        try await provider.blob(digest, range: range)
    }

    package func address(of digest: Digest) async throws -> Secret? { try await provider.address(of: digest) }

    package func blobSize(_ digest: Digest) async throws -> Int64? { try await provider.blobSize(digest) }

    package func tags(_ name: ImageName, logger: Logger) async throws -> [Tag]? {
        try await provider.tags(name, logger: logger)
    }

    package func builtNames() async throws -> [String] { try await provider.builtNames() }

    package func notReady() async -> String? { await provider.notReady() }
}
