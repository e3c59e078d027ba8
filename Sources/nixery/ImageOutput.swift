import ArgumentParser
import SystemPackage

/// Where `nixery build` puts the image, in skopeo's spelling: `oci:DIR`, `oci-archive:FILE`, `docker-archive:FILE`.
struct ImageOutput: Hashable, Sendable, ExpressibleByArgument {
    let kind: Kind
    let path: FilePath

    enum Kind: String, CaseIterable, Sendable {
        /// A folder (OCI image layout).
        case oci
        /// The same folder as a tar file.
        case ociArchive = "oci-archive"
        /// What `docker load` reads.
        case dockerArchive = "docker-archive"
    }

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])) else { return nil }
        self.kind = kind
        path = FilePath(String(parts[1]))
    }
}
