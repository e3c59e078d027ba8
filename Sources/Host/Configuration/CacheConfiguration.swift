/// How long and how much is remembered.
package struct CacheConfiguration: Hashable, Sendable {
    /// Bytes of cached facts in this process's memory.
    package var memory: Int64 = 16 << 20
    /// How long a blob that was seen in the store is believed to be there still.
    package var blobTrust = Duration.seconds(300)
    /// How long a failed build is remembered at first; each further failure doubles it.
    package var failureMinimum = Duration.seconds(60)
    /// The longest that a failed build is remembered.
    package var failureMaximum = Duration.seconds(3600)

    package init() {}
}
