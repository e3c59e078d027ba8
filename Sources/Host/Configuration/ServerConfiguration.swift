package import Logging

/// Where and how the registry answers.
package struct ServerConfiguration: Hashable, Sendable {
    /// The address to listen on. Loopback by default: whoever reaches the registry may have it build things.
    package var address = "127.0.0.1"
    package var port = 8080
    package var accessLog = AccessLog.json
    package var logLevel = Logger.Level.info
    package var logFormat = LogFormat.json
    /// Whether `/v2/_catalog` answers.
    package var catalog = false
    /// How long running requests may take to end after a stop signal.
    package var shutdownGrace = Duration.seconds(30)

    package init() {}

    /// How requests are logged.
    package enum AccessLog: String, CaseIterable, Sendable {
        case json, text, off
    }

    /// How everything else is logged.
    package enum LogFormat: String, CaseIterable, Sendable {
        case json, text
    }
}
