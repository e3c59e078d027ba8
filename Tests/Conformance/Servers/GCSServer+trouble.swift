import Synchronization

extension GCSServer {
    /// Refuses every request, or none any more.
    package func refuseAll(_ isRefusing: Bool) { state.withLock { $0.isRefusing = isRefusing } }

    /// Removes objects by the beginnings of their names.
    package func remove(_ prefix: String) {
        state.withLock { state in state.objects = state.objects.filter { !$0.key.hasPrefix(prefix) } }
    }

    /// Gives objects other bytes of the same length.
    package func damage(_ prefix: String) {
        state.withLock { state in
            for (name, object) in state.objects where name.hasPrefix(prefix) {
                _ = store(Array(repeating: 33, count: object.bytes.count), as: name, object.metadata, &state)
            }
        }
    }

    /// Makes every answer take so long.
    package func delay(seconds: Double) { pace.delay(seconds: seconds) }

    /// How many requests came one after the other at least since this was asked last; requests side by side are one.
    package func rounds() -> Int { pace.takeRounds() }
}
