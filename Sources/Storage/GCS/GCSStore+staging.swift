extension GCSStore: StagingStore {
    /// Removes uploads that have no key yet, and what ``check()`` wrote. Sessions that were not completed end by themselves
    /// after a week.
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
}
