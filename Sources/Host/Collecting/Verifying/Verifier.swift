package import Logging
import OCI
package import Storage
import Synchronization

/// Reads everything that a store holds, and compares it with what it should be.
///
/// - A blob has the digest that is its name.
/// - A manifest has its digest too, and its configuration and layers are there, right, and of the sizes that it says.
/// - A record can be read, and what it leads to is there and right.
///
/// What changes while it is looked at is looked at again, so that a registry may serve and build, and a collector run meanwhile.
package struct Verifier: Sendable {
    let store: any ObjectStore
    let logger: Logger
    private let progress: @Sendable (String) -> Void

    /// - Parameter progress: takes a line about what is being done.
    package init(store: any ObjectStore, logger: Logger, progress: @escaping @Sendable (String) -> Void = { _ in }) {
        self.store = store
        // What it says of unreadable records is in the report.
        self.logger = Logger(label: logger.label, factory: { _ in SwiftLogNoOpLogHandler() })
        self.progress = progress
    }

    package func verify() async throws -> VerificationReport {
        var checked = VerificationReport.Checked()
        let (blobs, blobProblems) = try await checkBlobs(&checked)
        let (problems, manifests, records) = try await checkReferences(blobs)
        checked.manifests = manifests
        checked.records = records
        return VerificationReport(
            problems: (blobProblems + problems).sorted { $0.key < $1.key }, checked: checked, blobs: blobs)
    }

    /// Removes what is wrong: first what leads there, so that nothing that is served is seen without its parts.
    ///
    /// - Returns: the same problems, and those that came up since.
    package func remove(_ report: VerificationReport) async throws -> VerificationReport {
        guard !report.problems.isEmpty else { return report }
        // What has no digest is no content, and no build can use it.
        let digests = report.problems.compactMap { Self.isContent($0.key) ? try? ObjectKey($0.key).digest : nil }
        return try await CondemnedList.with(digests, store: store, logger: logger) { list, _ in
            // A build may have used a wrong blob while the others were read.
            let again = try await checkReferences(report.blobs).problems
            let known = Set(report.problems.map(\.key))
            var report = report
            report.problems += again.filter { !known.contains($0.key) }
            let order = report.problems.indices.sorted {
                Self.rank(report.problems[$0].key) < Self.rank(report.problems[$1].key)
            }
            for index in order {
                try await list.checkValid()
                try await store.delete(ObjectKey(report.problems[index].key))
                report.problems[index].removed = true
            }
            return report
        }
    }

    private static func isContent(_ key: String) -> Bool { key.hasPrefix("blobs/") || key.hasPrefix("manifests/") }

    /// What leads to something else comes before it.
    private static func rank(_ key: String) -> Int {
        let order = ["records/images/", "manifests/", "records/", "blobs/"]
        return order.firstIndex { key.hasPrefix($0) } ?? 0
    }

    /// Hashes every blob.
    private func checkBlobs(
        _ checked: inout VerificationReport.Checked
    ) async throws -> (BlobStates, [VerificationReport.Problem]) {
        let state = Mutex((blobs: BlobStates(), misnamed: [VerificationReport.Problem](), bytes: Int64(0)))
        let check = BlobCheck(store: store)
        try await BoundedTasks.forEach(store.list(prefix: "blobs/")) { info in
            guard let digest = info.key.digest, try ObjectKey.blob(digest) == info.key else {
                let problem = VerificationReport.Problem(key: info.key.value, problem: "is not a blob's name")
                return state.withLock { $0.misnamed.append(problem) }
            }
            let problem = try await check.problem(with: digest, at: info.key)
            let (count, bytes) = state.withLock { state in
                if let problem { state.blobs.wrong[digest] = problem } else { state.blobs.right[digest] = info.size }
                state.bytes += info.size
                return (state.blobs.right.count + state.blobs.wrong.count, state.bytes)
            }
            progress("read \(Words.count(count, "blob")), \(ByteCount.text(bytes))")
        }
        let (blobs, misnamed, bytes) = state.withLock { $0 }
        checked.blobs = blobs.right.count + blobs.wrong.count
        checked.bytes = bytes
        let wrong = try blobs.wrong.map {
            VerificationReport.Problem(key: try ObjectKey.blob($0).value, problem: $1)
        }
        return (blobs, wrong + misnamed)
    }

    private func checkReferences(
        _ blobs: BlobStates
    ) async throws -> (problems: [VerificationReport.Problem], manifests: Int, records: Int) {
        progress("looking at manifests and records")
        let check = ReferenceCheck(store: store, blobs: blobs, logger: logger)
        let (manifests, manifestCount) = try await check.all("manifests/") { try await check.manifest($0) }
        let wrong = Set(manifests.compactMap { Digest(hex: $0.key.split(separator: "/").last ?? "") })
        let (records, recordCount) = try await check.all("records/") { try await check.record($0, wrong) }
        return (manifests + records, manifestCount, recordCount)
    }
}
