/// A store whose space is limited, and which knows how much is left.
package protocol SpaceReporting: Sendable {
    /// Bytes that can still be written. May be called at any time and concurrently.
    func freeSpace() async throws -> Int64
}
