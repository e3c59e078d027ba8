extension S3Store {
    /// Whether the service itself sees to it that of all writers of an absent object one wins.
    ///
    /// Where it does not, writers of one process take turns; those of several processes may each believe to be the first,
    /// and the object is one of theirs, whole. Known after ``check()``, or after the first write that was refused.
    package var hasConditionalWrites: Bool { conditions.areKept }

    func putIfAbsent(_ bytes: [UInt8], at key: ObjectKey) async throws -> Bool {
        if conditions.areKept {
            switch try await write(bytes, to: client.place.object(key), if: .absent, about: key.value) {
            case .written: return true
            case .conditionFailed: return false
            case .unsupported: conditions.areKept = false
            }
        }
        return try await conditions.inTurn(key) {
            guard try await stat(key) == nil else { return false }
            try await write(bytes, to: client.place.object(key), about: key.value)
            return true
        }
    }

    /// When a write takes place.
    enum Condition {
        case absent
        /// The object has this entity tag.
        case tagged(String)

        fileprivate var header: (name: String, value: String) {
            switch self {
            case .absent: ("If-None-Match", "*")
            case .tagged(let tag): ("If-Match", tag)
            }
        }
    }

    /// What became of a conditional write.
    enum ConditionalWrite: Hashable {
        /// With the object's new entity tag, where the service tells it.
        case written(tag: String?)
        case conditionFailed
        /// The service says that it has no such condition.
        case unsupported
    }

    /// A write that the service makes only under a condition.
    func write(
        _ bytes: [UInt8], to name: String, if condition: Condition, about key: String
    ) async throws -> ConditionalWrite {
        // By it a write is known again whose answer was lost.
        let mark = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        let call = S3Call(method: .put, name: name, headers: [condition.header, (Self.markHeader, mark)], body: bytes)
        let response = try await client.send(call, about: key)
        guard let answer = S3Answer(response) else { return .written(tag: response.header("ETag")) }
        switch (answer.status, condition) {
        // What the condition names may be gone.
        case (412, _),
            (404, .tagged) where answer.code != "NoSuchBucket":
            let found = try await client.send(S3Call(method: .head, name: name), about: key)
            if let trouble = S3Answer(found), found.status != 404 { throw trouble.storageError(key) }
            let isOurs = found.header(Self.markHeader) == mark
            return isOurs ? .written(tag: found.header("ETag")) : .conditionFailed
        case (501, _): return .unsupported
        default: throw answer.storageError(key)
        }
    }

    private static let markHeader = "x-amz-meta-nixery-write"
}

extension S3Store: ConditionalStore {
    package func readVersion(_ key: ObjectKey) async throws -> VersionedObject? {
        let response = try await client.send(S3Call(method: .get, name: client.place.object(key)), about: key.value)
        if let answer = S3Answer(response) {
            if answer.code == "NoSuchKey" { return nil }
            throw answer.storageError(key.value)
        }
        return VersionedObject(bytes: response.body, version: try version(response.header("ETag"), key))
    }

    package func replace(
        _ key: ObjectKey, _ version: ObjectVersion?, with bytes: [UInt8]
    ) async throws -> ObjectVersion? {
        let condition = version.map { Condition.tagged($0.text) } ?? .absent
        switch try await write(bytes, to: client.place.object(key), if: condition, about: key.value) {
        case .written(let tag): return try self.version(tag, key)
        case .conditionFailed: return nil
        case .unsupported:
            throw StorageError(.unsupported, key: key.value, cause: "the service has no conditional writes")
        }
    }

    private func version(_ tag: String?, _ key: ObjectKey) throws(StorageError) -> ObjectVersion {
        guard let tag else {
            throw StorageError(.failed, key: key.value, cause: "the server does not name the object's version")
        }
        return ObjectVersion(text: tag)
    }
}
