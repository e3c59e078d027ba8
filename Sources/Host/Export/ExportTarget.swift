package import SystemPackage

/// Where an image is written instead of being served, in skopeo's and podman's spelling (containers-transports(5)).
package enum ExportTarget: Hashable, Sendable {
    /// `oci:DIR`: an image layout (OCI image spec, image-layout.md); an image is added to a layout that is there.
    case ociDirectory(FilePath)
    /// `oci-archive:FILE`: a tar of such a layout; a file that is there is replaced.
    case ociArchive(FilePath)
    /// `docker-archive:FILE`: what `docker save` writes and `docker load` reads; a file that is there is replaced.
    case dockerArchive(FilePath)

    /// - Throws: ``ExportError/unknownTarget(_:)``; also where the path has a colon, which other tools read as a tag.
    package init(_ text: some StringProtocol) throws(ExportError) {
        let parts = String(text).split(separator: Character(":"), omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == 2, !parts[1].isEmpty else { throw .unknownTarget(String(text)) }
        let path = FilePath(parts[1])
        switch parts[0] {
        case "oci": self = .ociDirectory(path)
        case "oci-archive": self = .ociArchive(path)
        case "docker-archive": self = .dockerArchive(path)
        default: throw .unknownTarget(String(text))
        }
    }
}

extension ExportTarget {
    /// Looks whether an image may go there, so that nobody waits for a build in vain. Exporting looks again.
    ///
    /// - Throws: ``ExportError``.
    package func check() async throws {
        switch self {
        case .ociDirectory: break
        case .ociArchive(let path), .dockerArchive(let path):
            try await Blocking.run(on: path) { try checkReplaceable(path) }
        }
    }
}

extension ExportTarget: CustomStringConvertible {
    package var description: String {
        switch self {
        case .ociDirectory(let path): "oci:\(path)"
        case .ociArchive(let path): "oci-archive:\(path)"
        case .dockerArchive(let path): "docker-archive:\(path)"
        }
    }
}
