extension GCSStore {
    package func list(prefix: String) -> ObjectStream<ObjectInfo> {
        let listing = listing(prefix)
        return ObjectStream {
            while let object = try await listing.next() {
                if let info = info(object) { return info }
            }
            return nil
        }
    }

    /// - Parameter prefix: of names below the bucket's own prefix.
    func listing(_ prefix: String) -> GCSListing {
        GCSListing(bucket: bucket, prefix: bucket.prefix + prefix, pageSize: pageSize)
    }

    /// nil for what has no key: uploads in progress, and objects of other programs.
    private func info(_ object: GCSObject) -> ObjectInfo? {
        // A name that is no key is just that.
        guard let key = try? ObjectKey(String(object.name.dropFirst(bucket.prefix.count))) else { return nil }
        return ObjectInfo(key: key, size: object.size, modified: object.updated)
    }
}
