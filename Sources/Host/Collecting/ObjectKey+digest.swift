import OCI
import Storage

extension ObjectKey {
    /// The last component of the key.
    var name: Substring { value.split(separator: "/").last ?? "" }

    /// The digest that names a blob, manifest or record; nil for other names.
    var digest: Digest? { Digest(hex: name) }

    /// The digest of an object that lies where a blob or manifest of this digest lies.
    var contentDigest: Digest? {
        guard let digest else { return nil }
        return ["blobs/sha256/", "manifests/sha256/"].contains { value == $0 + digest.hex } ? digest : nil
    }
}
