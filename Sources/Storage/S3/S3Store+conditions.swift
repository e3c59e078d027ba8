extension S3Store {
    /// Whether the service itself sees to it that of all writers of an absent object one wins.
    ///
    /// Where it does not, writers of one process take turns; those of several processes may each believe to be the first,
    /// and the object is one of theirs, whole. Known after ``check()``, or after the first write that was refused.
    package var hasConditionalWrites: Bool { conditions.areKept }

    func putIfAbsent(_ bytes: [UInt8], at key: ObjectKey) async throws -> Bool {
        if conditions.areKept,
            let isWritten = try await putConditionally(bytes, to: client.place.object(key), key.value)
        {
            return isWritten
        }
        conditions.areKept = false
        return try await conditions.inTurn(key) {
            guard try await stat(key) == nil else { return false }
            try await write(bytes, to: client.place.object(key), about: key.value)
            return true
        }
    }

    /// A write that the service makes only where nothing is.
    ///
    /// - Returns: nil where the service says that it cannot.
    func putConditionally(_ bytes: [UInt8], to name: String, _ key: String) async throws -> Bool? {
        // By it a write is known again whose answer was lost.
        let mark = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        let headers = [("If-None-Match", "*"), (Self.markHeader, mark)]
        let call = S3Call(method: .put, name: name, headers: headers, body: bytes)
        guard let answer = S3Answer(try await client.send(call, about: key)) else { return true }
        switch answer.status {
        case 412: return try await self.mark(of: name, key) == mark
        case 501: return nil
        default: throw answer.storageError(key)
        }
    }

    private static let markHeader = "x-amz-meta-nixery-write"

    private func mark(of name: String, _ key: String) async throws -> String? {
        try await client.send(S3Call(method: .head, name: name), about: key).header(Self.markHeader)
    }
}
