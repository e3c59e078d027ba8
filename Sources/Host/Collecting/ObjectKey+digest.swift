import OCI
import Storage

extension ObjectKey {
    /// The last component of the key.
    var name: Substring { value.split(separator: "/").last ?? "" }

    /// The digest that names a blob, manifest or record; nil for other names.
    var digest: Digest? { Digest(hex: name) }
}
