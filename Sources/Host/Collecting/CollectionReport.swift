import OCI
import Storage

/// What a collector removed, or would.
package struct CollectionReport: Sendable {
    /// What is gone besides the records of images.
    package struct Removed: Hashable, Sendable {
        /// The records of images.
        let images: Set<ObjectKey>
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
        plan.images.filter { entry in
            // One that was built anew meanwhile stayed.
            !entry.verdict.isKept && removed?.images.contains(entry.image.key.object) ?? true
        }.map { "\($0.image.record.name):\($0.image.record.tag)" }
    }

    /// A line for each image, with what goes with it and why, and the sums.
    ///
    /// - Parameter columns: the terminal's width; names are cut to fit.
    package func table(columns: Int) -> String {
        guard !plan.images.isEmpty else { return sum }
        let rows = [["IMAGE", "REVISION", "FREED", "WHY"]] + plan.images.map(row)
        let widest = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let revision = min(16, widest[1])
        let image = max(8, min(widest[0], columns - revision - widest[2] - widest[3] - 6))
        let lines = rows.map { row in
            let cells = [
                row[0].cut(to: image).padded(to: image), row[1].cut(to: revision).padded(to: revision),
                row[2].padded(to: widest[2], atEnd: false), row[3],
            ]
            return cells.joined(separator: "  ")
        }
        return (lines + ["", sum]).joined(separator: "\n")
    }

    private func row(_ entry: CollectionPlan.Entry) -> [String] {
        let record = entry.image.record
        return [
            "\(record.name):\(record.tag)".oneLine, record.revision.oneLine,
            entry.verdict.isKept ? "" : ByteCount.text(entry.freed), describe(entry.verdict),
        ]
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
