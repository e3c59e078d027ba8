package import Nix

/// How far the reading of narinfos is.
package struct PopularityProgress: Hashable, Sendable {
    /// Known now, by whatever way.
    package var done = 0
    /// To be known; grows when references are followed.
    package var total = 0
    /// Asked for in this run; the others were known before.
    package var asked = 0
    package var missing = Faults()
    package var malformed = Faults()
    /// Not read because the server failed again and again.
    package var failed = Faults()

    /// Paths of which something is wrong: how many, and the first of them.
    package struct Faults: Hashable, Sendable {
        package private(set) var count = 0
        package private(set) var examples: [Example] = []
        private static let maximumExamples = 5

        /// A path and what is wrong with it.
        package struct Example: Hashable, Sendable {
            package let path: StorePath
            package let reason: String
        }

        mutating func add(_ path: StorePath, _ reason: String) {
            count += 1
            if examples.count < Self.maximumExamples { examples.append(Example(path: path, reason: reason)) }
        }
    }

    /// All paths that are not known in the end.
    package var unknown: Int { missing.count + malformed.count + failed.count }
}
