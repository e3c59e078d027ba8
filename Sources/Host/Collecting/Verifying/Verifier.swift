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
    private let settling: Duration
    private let progress: @Sendable (String) -> Void

    /// - Parameters:
    ///   - settling: how long the store's listings may lag behind what was written.
    ///   - progress: takes a line about what is being done.
    package init(
        store: any ObjectStore, settling: Duration = .zero, logger: Logger,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.store = store
        self.settling = settling
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
        let digests = report.problems.compactMap { Self.isContent($0.key) ? Self.digest($0.key) : nil }
        return try await CondemnedList.with(digests, store: store, logger: logger) { list, _ in
            try await Task.sleep(for: settling)
            // What is wrong may have been put right, and a build may have used a wrong blob, while the others were read.
            let (blobs, blobProblems) = try await checkAgain(report.blobs)
            let again = blobProblems + (try await checkReferences(blobs).problems)
            let known = Set(report.problems.map(\.key))
            var report = report
            report.problems += again.filter { !known.contains($0.key) }
            let listed = Set(digests)
            let wrong = Set(again.map(\.key))
            let order = report.problems.indices.filter { index in
                let key = report.problems[index].key
                return report.problems[index].isRemovable && (wrong.contains(key) || Self.isMisnamed(key))
                    // A build may use content that is on no list.
                    && (!Self.isContent(key) || Self.isMisnamed(key) || Self.digest(key).map(listed.contains) ?? false)
            }.sorted { Self.rank(report.problems[$0].key) < Self.rank(report.problems[$1].key) }
            for index in order {
                try await list.delete(ObjectKey(report.problems[index].key))
                report.problems[index].removed = true
            }
            return report
        }
    }

    /// Reads the damaged blobs once more.
    private func checkAgain(
        _ blobs: BlobStates
    ) async throws -> (BlobStates, [VerificationReport.Problem]) {
        var blobs = blobs
        let check = BlobCheck(store: store)
        var problems: [VerificationReport.Problem] = []
        for digest in blobs.wrong.keys.sorted() {
            let key = try ObjectKey.blob(digest)
            if case .damaged(let problem) = try await check.look(at: digest, key) {
                problems.append(.init(key: key.value, problem: problem))
            } else {
                blobs.wrong[digest] = nil
            }
        }
        return (blobs, problems)
    }

    private static func digest(_ key: String) -> Digest? {
        // Every key here came from the store.
        try? ObjectKey(key).contentDigest
    }

    /// Whether it lies among content, and not where content lies.
    private static func isMisnamed(_ key: String) -> Bool { isContent(key) && digest(key) == nil }

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
        let told = Mutex(ContinuousClock.now - .seconds(1))
        let check = BlobCheck(store: store)
        try await BoundedTasks.forEach(store.list(prefix: "blobs/")) { info in
            guard let digest = info.key.contentDigest else {
                let problem = VerificationReport.Problem(key: info.key.value, problem: "is not a blob's name")
                return state.withLock { $0.misnamed.append(problem) }
            }
            let finding = try await check.look(at: digest, info.key)
            let (count, bytes) = state.withLock { state in
                switch finding {
                case .right: state.blobs.right[digest] = info.size
                case .damaged(let problem): state.blobs.wrong[digest] = problem
                case .unread(let problem): state.blobs.unread[digest] = problem
                }
                state.bytes += info.size
                return (state.blobs.count, state.bytes)
            }
            let isDue = told.withLock { told in
                guard ContinuousClock.now - told >= .seconds(1) else { return false }
                told = .now
                return true
            }
            if isDue { progress("read \(Words.count(count, "blob")), \(ByteCount.text(bytes))") }
        }
        let (blobs, misnamed, bytes) = state.withLock { $0 }
        checked.blobs = blobs.count
        checked.bytes = bytes
        let wrong = try blobs.wrong.map {
            VerificationReport.Problem(key: try ObjectKey.blob($0).value, problem: $1)
        }
        let unread = try blobs.unread.map {
            VerificationReport.Problem(key: try ObjectKey.blob($0).value, problem: $1, isRemovable: false)
        }
        return (blobs, wrong + unread + misnamed)
    }

    private func checkReferences(
        _ blobs: BlobStates
    ) async throws -> (problems: [VerificationReport.Problem], manifests: Int, records: Int) {
        progress("looking at manifests and records")
        let check = ReferenceCheck(store: store, blobs: blobs, logger: logger)
        let (manifests, manifestCount) = try await check.all("manifests/") { try await check.manifest($0) }
        let wrong = Set(manifests.compactMap { Self.digest($0.key) })
        let (records, recordCount) = try await check.all("records/") { try await check.record($0, wrong) }
        return (manifests + records, manifestCount, recordCount)
    }
}
