/// A step of an image's build, for progress lines and metrics.
package enum BuildEvent: Sendable, Hashable {
    /// So many attributes are evaluated in one run.
    case evaluating(packages: Int)
    /// So many outputs are built or fetched.
    case realising(outputs: Int)
    /// The image has so many layers, of which so many must be packed.
    case planned(layers: Int, toPack: Int, bytes: Int64)
    /// One layer was packed: uncompressed and stored bytes.
    case packed(bytes: Int64, stored: Int64)
    /// A layer was packed that another process had packed meanwhile: work done twice.
    case packedTwice
    /// What became of a lease.
    case lease(LeaseEvent)
    /// Something was not built, because too little space is left.
    case refused
    /// The image's manifest is stored.
    case finished
}

/// Hears of every step of every build; called from any task.
package typealias BuildObserver = @Sendable (BuildEvent) -> Void
