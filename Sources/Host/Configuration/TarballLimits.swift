/// What a tarball may hold, so that a bomb ends early.
package struct TarballLimits: Hashable, Sendable {
    /// Bytes of the file that is downloaded.
    package var download: Int64 = 512 << 20
    /// Bytes of all files in it.
    package var unpacked: Int64 = 4 << 30
    /// Entries in it.
    package var files = 500_000

    package init() {}
}
