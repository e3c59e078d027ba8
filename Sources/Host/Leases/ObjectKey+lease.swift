import Storage

extension ObjectKey {
    /// The folder of all leases.
    static let leases = "leases/"

    /// The lease of building an image, by the image's key.
    static func imageLease(_ key: String) throws(StorageError) -> ObjectKey { try ObjectKey("\(leases)images/\(key)") }

    /// The lease of packing a layer, by the layer's key.
    static func layerLease(_ key: String) throws(StorageError) -> ObjectKey { try ObjectKey("\(leases)layers/\(key)") }
}
