import Archive
import Logging
import OCI
import Storage
import Synchronization

/// Looks at manifests and records: whether they can be read, and whether what they name is right.
struct ReferenceCheck: Sendable {
    let store: any ObjectStore
    let blobs: BlobStates
    private let records: RecordStore

    init(store: any ObjectStore, blobs: BlobStates, logger: Logger) {
        self.store = store
        self.blobs = blobs
        records = RecordStore(store: store, memory: 0, logger: logger)
    }

    /// Checks every object below a prefix.
    ///
    /// - Parameter check: says what is wrong with one; nil for nothing.
    /// - Returns: the problems, and how many objects there are.
    func all(
        _ prefix: String, _ check: @escaping @Sendable (ObjectInfo) async throws -> String?
    ) async throws -> ([VerificationReport.Problem], Int) {
        let state = Mutex((problems: [VerificationReport.Problem](), count: 0))
        try await BoundedTasks.forEach(store.list(prefix: prefix)) { info in
            let problem = try await problem(with: info, check)
            state.withLock { state in
                state.count += 1
                if let problem { state.problems.append(problem) }
            }
        }
        return state.withLock { $0 }
    }

    /// - Returns: one that is not to be removed where the store does not say what the object is.
    private func problem(
        with info: ObjectInfo, _ check: (ObjectInfo) async throws -> String?
    ) async throws -> VerificationReport.Problem? {
        let key = info.key.value
        do {
            guard let problem = try await check(info) else { return nil }
            // What is gone by now was not wrong: somebody removed it.
            return try await store.stat(info.key) == nil ? nil : .init(key: key, problem: problem)
        } catch let error as StorageError {
            return .init(key: key, problem: "cannot be looked at: \(error)", isRemovable: false)
        }
    }

    func manifest(_ info: ObjectInfo) async throws -> String? {
        guard let digest = info.key.contentDigest else { return "is not a manifest's name" }
        guard info.size <= 8 << 20 else { return "is too large for a manifest" }
        guard let bytes = try await store.readAll(info.key, limit: 8 << 20) else { return nil }
        guard Digest(of: bytes) == digest else { return "is damaged: its bytes have the digest \(Digest(of: bytes))" }
        // Which field is wrong helps nobody.
        guard let manifest = try? CanonicalJSON.decode(Manifest.self, from: bytes) else { return "is not a manifest" }
        for part in [manifest.config] + manifest.layers {
            if let problem = try await blobs.problem(with: part.digest, size: part.size, in: store) { return problem }
        }
        return nil
    }

    /// - Parameter manifests: the wrong ones.
    func record(_ info: ObjectInfo, _ manifests: Set<Digest>) async throws -> String? {
        let key = info.key
        return switch key.value.split(separator: "/").dropFirst().first {
        case "images": try await read(key) { try await image($0, manifests) }
        case "layers": try await read(key) { try await layer($0) }
        case "origins": try await read(key) { (_: OriginRecord) in try await origin(key) }
        case "attributes": try await readable(key, AttributeRecord.self)
        case "closures": try await readable(key, ClosureRecord.self)
        case "trees": try await readable(key, TreeRecord.self)
        case "tags": try await readable(key, AnyAnswer.self)
        case "requests": try await read(key) { (image: RecordedImage) in image.isValid ? nil : Self.unreadable }
        case "lost": try await readable(key, LostBlob.self)
        case "pulls": try await readable(key, PullRecord.self)
        default: nil
        }
    }

    private static let unreadable = "cannot be read"

    private func read<Record: Decodable>(
        _ key: ObjectKey, _ check: (Record) async throws -> String?
    ) async throws -> String? {
        guard let bytes = try await store.readAll(key) else { return nil }
        // As for the registry: not ours or damaged.
        guard let record = try? CanonicalJSON.decode(Record.self, from: bytes) else { return Self.unreadable }
        return try await check(record)
    }

    private func readable<Record: Decodable>(_ key: ObjectKey, _ type: Record.Type) async throws -> String? {
        try await read(key) { (_: Record) in nil }
    }

    private func image(_ record: ImageRecord, _ wrong: Set<Digest>) async throws -> String? {
        for manifest in record.manifests {
            if wrong.contains(manifest) { return "names the manifest \(manifest), with which something is wrong" }
            if try await store.stat(.manifest(manifest)) == nil {
                return "names the manifest \(manifest), which is missing"
            }
        }
        for blob in record.blobs {
            if let problem = try await blobs.problem(with: blob, size: nil, in: store) { return problem }
        }
        return nil
    }

    private func layer(_ record: LayerRecord) async throws -> String? {
        try await blobs.problem(with: record.layer.digest, size: record.layer.size, in: store)
    }

    private func origin(_ key: ObjectKey) async throws -> String? {
        guard let digest = key.digest else { return "is not a blob's name" }
        return try await blobs.problem(with: digest, size: nil, in: store)
    }
}

/// What any source answered.
private struct AnyAnswer: Decodable {
    let value: Anything
    let time: Double
}
