import FoundationEssentials

/// The time of day, as machines that share a store agree on it.
package enum WallClock {
    /// Seconds since the epoch.
    package static let seconds: @Sendable () -> Double = { Date().timeIntervalSince1970 }
}
