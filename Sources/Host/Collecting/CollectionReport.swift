import OCI
import Storage

/// What a collector removed, or would.
package struct CollectionReport: Sendable {
    /// What is gone besides the records of images.
    package struct Removed: Hashable, Sendable {
        package let manifests: Int
        package let blobs: Int
        package let bytes: Int64
        package let records: Int
    }

    let plan: CollectionPlan
    /// nil when nothing was to be removed.
    package let removed: Removed?

    init(_ plan: CollectionPlan, removed: Removed? = nil) {
        self.plan = plan
        self.removed = removed
    }

    /// The names and tags of the images that went, or would go.
    package var removedImages: [String] {
        plan.images.filter { !$0.verdict.isKept }.map { "\($0.image.record.name):\($0.image.record.tag)" }
    }

    /// A line for each image, with what goes with it and why, and the sums.
    ///
    /// - Parameter columns: the terminal's width; names are cut to fit.
    package func table(columns: Int) -> String {
        let rows = plan.images.map { entry in
            (
                image: "\(entry.image.record.name):\(entry.image.record.tag)", revision: entry.image.record.revision,
                freed: entry.verdict.isKept ? "" : ByteCount.text(entry.freed), why: describe(entry.verdict)
            )
        }
        let why = rows.map(\.why.count).max() ?? 0
        let revision = min(16, max(8, rows.map(\.revision.count).max() ?? 0))
        let image = max(5, min(rows.map(\.image.count).max() ?? 0, columns - revision - why - 15))
        let lines = ([("IMAGE", "REVISION", "FREED", "WHY")] + rows.map { ($0.image, $0.revision, $0.freed, $0.why) })
            .map {
                [
                    $0.oneLine.cut(to: image).padded(to: image), $1.oneLine.cut(to: revision).padded(to: revision),
                    $2.padded(to: 9, atEnd: false), $3,
                ].joined(separator: "  ")
            }
        return (rows.isEmpty ? [] : lines + [""]).joined(separator: "\n") + (rows.isEmpty ? "" : "\n") + sum
    }

    /// One sentence: how many images go and what is freed.
    package var sum: String {
        let images = "\(Words.count(removedImages.count, "image")) of \(plan.images.count)"
        guard let removed else {
            let bytes = plan.blobs.values.reduce(0) { $0 + $1.size }
            let rest = plan.unnamed == 0 ? "" : ", \(ByteCount.text(plan.unnamed)) of it of no image"
            return
                "would remove \(images) and \(Words.count(plan.blobs.count, "blob")), \(ByteCount.text(bytes))\(rest)"
        }
        return "removed \(images) and \(Words.count(removed.blobs, "blob")), \(ByteCount.text(removed.bytes))"
    }

    private func describe(_ verdict: Retention.Verdict) -> String {
        let rules = plan.retention.rules
        switch verdict {
        case .kept(.young): return "kept: younger than \(Units.time.render(rules.grace.components.seconds))"
        case .kept(.lastOfName): return "kept: one of the last \(rules.keepLast ?? 0) of its name"
        case .kept(.pulled): return "kept: pulled lately"
        case .kept(.noRule): return "kept: no rule says otherwise"
        case .removed(.rules): return "removed: no rule keeps it"
        case .removed(.size): return "removed: over the maximum size"
        }
    }
}
