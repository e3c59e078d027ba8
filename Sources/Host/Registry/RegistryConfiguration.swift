/// How the registry listens and answers; plain values with defaults.
package struct RegistryConfiguration: Hashable, Sendable {
    /// Address to listen on. The default is every IPv4 address; `::` takes IPv6 too where the system has it.
    package var host = "0.0.0.0"
    /// Port to listen on; 0 lets the system choose one.
    package var port = 8080
    /// Whether each request gets a line in the log. The log's format is the logger's, see ``LogFormat``.
    package var accessLog = true
    /// Whether `/v2/_catalog` lists the images that were built.
    package var catalog = false
    /// How clients get blobs that lie in a bucket.
    package var blobs = BlobDelivery()
    /// Reverse proxies that are believed when they say whom they speak for.
    package var trustedProxies: [IPNetwork] = []
    /// Bytes that all header fields of a request may have together; more is answered 400 and the connection closed.
    package var maximumHeaderBytes = 64 * 1024
    /// Seconds after which a connection without a request is closed.
    package var idleSeconds = 120
    /// Seconds in which a reader of a blob must take one megabyte, or be gone.
    package var stallSeconds = 300

    package init() {}
}
