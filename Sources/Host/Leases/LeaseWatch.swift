import Storage

/// Waits while another process holds a lease.
///
/// It is dead when the lease has had the same version for the lifetime, by this process's own clock: for the holder's, where that is
/// longer. It began that write before the version was first seen here, and so does not believe in it any more by then.
struct LeaseWatch: Sendable {
    let key: ObjectKey
    let store: any ConditionalStore
    let time: LeaseTime

    /// How the waiting ended.
    enum End<Value: Sendable>: Sendable {
        /// What the other one did is there.
        case known(Value)
        /// The lease can be taken: from the dead process with this version, or because there is none.
        case free(ObjectVersion?)
    }

    /// - Parameter known: looks for the result of the work.
    func wait<Value: Sendable>(_ known: () async throws -> Value?) async throws -> End<Value> {
        var seen: ObjectVersion?
        var since = time.now()
        var pause = LeaseTime.firstPause
        while true {
            let began = time.now()
            let lease = try await store.readVersion(key)
            // After the lease: a result is stored before the lease is given up.
            if let value = try await known() { return .known(value) }
            guard let lease else { return .free(nil) }
            if lease.version != seen {
                (seen, since) = (lease.version, time.now())
            } else if began - since >= max(time.lifetime, Lease.lifetime(in: lease.bytes) ?? .zero) {
                return .free(lease.version)
            }
            try await time.sleep(pause * Double.random(in: 0.5...1))
            pause = time.pause(after: pause)
        }
    }
}
