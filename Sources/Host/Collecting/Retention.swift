import OCI

/// Which images stay, by the operator's rules. A pure function of what is known of the images.
///
///     built last of its name, or pulled lately    stays
///     younger than the grace age                  stays
///     over the maximum size                       goes, longest unused first, but for those used within the grace age
struct Retention: Sendable {
    /// An image as the rules see it.
    struct Candidate: Sendable {
        /// Images of one group are versions of each other.
        let group: ImageRequest?
        let built: Int64
        /// nil when no pull is known.
        let pulled: Int64?
        /// All that it needs, with sizes.
        let parts: [Digest: Int64]

        var used: Int64 { max(built, pulled ?? 0) }
    }

    /// What happens to an image, and why.
    enum Verdict: Hashable, Sendable {
        case kept(Reason)
        case removed(Cause)

        var isKept: Bool { if case .kept = self { true } else { false } }
    }

    enum Reason: Hashable, Sendable { case young, lastOfName, pulled, noRule }

    enum Cause: Hashable, Sendable { case rules, size }

    let rules: CollectingConfiguration
    /// Seconds since the epoch, by the store's clock.
    let now: Int64

    /// A verdict for each candidate.
    ///
    /// - Parameter others: what stays whatever happens to the candidates; it counts for the size.
    func decide(_ candidates: [Candidate], others: [Digest: Int64] = [:]) -> [Verdict] {
        let last = lastOfName(candidates)
        var verdicts = candidates.enumerated().map { index, candidate -> Verdict in
            if isYoung(candidate.built) { return .kept(.young) }
            if last.contains(index) { return .kept(.lastOfName) }
            if wasPulled(candidate.pulled) { return .kept(.pulled) }
            return rules.keepLast == nil && rules.pulledWithin == nil ? .kept(.noRule) : .removed(.rules)
        }
        evict(candidates, others: others, &verdicts)
        return verdicts
    }

    /// Whether something is of the grace age.
    func isYoung(_ modified: Int64) -> Bool { now - modified < rules.grace.components.seconds }

    /// Whether a pull counts for the rules. One within the grace age always does: its client may still be fetching layers.
    func wasPulled(_ time: Int64?) -> Bool {
        guard let time else { return false }
        let within = max(rules.pulledWithin ?? .zero, rules.grace)
        return now - time < within.components.seconds
    }

    private func lastOfName(_ candidates: [Candidate]) -> Set<Int> {
        guard let count = rules.keepLast else { return [] }
        let groups = Dictionary(grouping: candidates.indices) { candidates[$0].group }
        return Set(
            groups.flatMap { group, members in
                // What is no name any more has no versions.
                group == nil ? [] : members.sorted { candidates[$1].built < candidates[$0].built }.prefix(count)
            })
    }

    /// Removes what was used longest ago until the rest is small enough.
    private func evict(_ candidates: [Candidate], others: [Digest: Int64], _ verdicts: inout [Verdict]) {
        guard let limit = rules.maximumSize else { return }
        var users: [Digest: Int] = [:]
        var size = others.values.reduce(0, +)
        for (candidate, verdict) in zip(candidates, verdicts) where verdict.isKept {
            for (part, bytes) in candidate.parts where others[part] == nil {
                users[part, default: 0] += 1
                if users[part] == 1 { size += bytes }
            }
        }
        let order = candidates.indices.sorted { candidates[$0].used < candidates[$1].used }
        for index in order where size > limit && verdicts[index].isKept && !isYoung(candidates[index].used) {
            verdicts[index] = .removed(.size)
            for (part, bytes) in candidates[index].parts where others[part] == nil {
                users[part, default: 0] -= 1
                if users[part] == 0 { size -= bytes }
            }
        }
    }
}
