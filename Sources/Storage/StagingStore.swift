/// A store in which uploads may be left over that have not ended, and which cannot tell by itself whose process died.
///
/// Laws: it may be called concurrently, also by several processes at once; objects are not touched; cancelling stops it with an
/// error, and what was removed is removed.
package protocol StagingStore: ObjectStore {
    /// Removes unfinished uploads.
    ///
    /// - Parameter time: those that began before it go, in seconds since the epoch by the service's clock; no upload may be
    ///   as old and still running.
    /// - Returns: how many.
    @discardableResult
    func removeStaged(before time: Int64) async throws -> Int
}
