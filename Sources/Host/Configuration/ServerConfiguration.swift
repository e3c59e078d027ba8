package import Logging

/// Where and how the registry answers.
package struct ServerConfiguration: Hashable, Sendable {
    /// The address to listen on; by default every one, as registries do.
    package var address = "0.0.0.0"
    package var port = 8080
    /// Whether each request gets a line in the log.
    package var accessLog = true
    package var logLevel = Logger.Level.info
    package var logFormat = LogFormat.json
    /// Whether `/v2/_catalog` answers.
    package var catalog = false
    /// How clients get blobs that lie in a bucket.
    package var blobs = BlobDelivery()
    /// Reverse proxies that are believed when they say whom they speak for.
    package var trustedProxies: [IPNetwork] = []
    /// How long running requests may take to end after a stop signal.
    package var shutdownGrace = Duration.seconds(30)

    package init() {}
}
