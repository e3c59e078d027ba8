extension GCSStore {
    package func list(prefix: String) -> AsyncThrowingStream<ObjectInfo, any Error> {
        let listing = listing(prefix)
        return AsyncThrowingStream(unfolding: {
            while let object = try await listing.next() {
                if let info = info(object) { return info }
            }
            return nil
        })
    }

    /// Removes what processes left that died: uploads that have no key yet, and what ``check()`` wrote. Sessions that were
    /// not completed end by themselves after a week.
    ///
    /// - Parameter time: what was written before it goes, in seconds since the epoch by the service's clock; no upload may
    ///   be as old and still running.
    /// - Returns: how many.
    @discardableResult
    package func removeStaged(before time: Int64) async throws -> Int {
        var count = 0
        let listing = listing("~")
        while let object = try await listing.next() {
            guard object.updated < time else { continue }
            try await delete(object, as: object.name)
            count += 1
        }
        return count
    }

    private func listing(_ prefix: String) -> GCSListing {
        GCSListing(bucket: bucket, prefix: bucket.prefix + prefix, pageSize: pageSize)
    }

    /// nil for what has no key: uploads in progress, and objects of other programs.
    private func info(_ object: GCSObject) -> ObjectInfo? {
        // A name that is no key is just that.
        guard let key = try? ObjectKey(String(object.name.dropFirst(bucket.prefix.count))) else { return nil }
        return ObjectInfo(key: key, size: object.size, modified: object.updated)
    }
}
