/// What `/metrics` says about a metric besides its value.
package struct PrometheusDescription: Hashable, Sendable {
    package let name: String
    /// One sentence.
    package let help: String
    /// Upper bounds of a histogram's buckets, rising; in seconds for timers.
    package let buckets: [Double]

    /// From five milliseconds to ten minutes: from a cached answer to a long build.
    package static let defaultBuckets = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 180, 600]

    package init(_ name: String, _ help: String, buckets: [Double] = defaultBuckets) {
        self.name = name
        self.help = help
        self.buckets = buckets
    }
}
