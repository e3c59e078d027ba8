extension GCSStore {
    package func put(_ bytes: [UInt8], at key: ObjectKey, condition: WriteCondition) async throws -> Bool {
        try Task.checkCancellation()
        let generation: Int64? = condition == .absent ? 0 : nil
        return try await insert(bytes, at: bucket.name(of: key), over: generation, as: key.value) != nil
    }

    @discardableResult
    package func upload(_ body: (any ObjectWriter) async throws -> ObjectKey) async throws -> ObjectKey {
        try await GCSWriter(store: self).upload(body)
    }

    /// Writes an object in one request. When it is not certain what became of that, the service is asked: the write's
    /// label tells whether the object there is this one, and otherwise it is written again over just what is there.
    ///
    /// - Parameters:
    ///   - generation: what there must be; 0 for nothing, nil for whatever.
    ///   - key: what the object is called in errors.
    /// - Returns: what was written; nil when something else is there than `generation` says.
    func insert(
        _ bytes: [UInt8], at object: String, over generation: Int64?, as key: String
    ) async throws -> GCSObject? {
        let write = GCSStore.label()
        var expected = generation
        for round in 1...bucket.retry.attempts {
            if round > 1 { try await bucket.retry.wait(failed: round, asked: nil) }
            let request = bucket.insert(bytes, at: object, write: write, over: expected)
            let (answer, isToQuestion) = try await bucket.sendOnce(key, request, orAsk: bucket.describe(object))
            if !isToQuestion {
                if answer.isSuccess { return try bucket.decode(GCSObject.self, answer, key) }
                guard answer.status == 412 else { throw bucket.error(answer, key) }
                if round == 1 { return nil }
            }
            let found = isToQuestion ? try bucket.object(answer, key) : try await bucket.object(object, key)
            if let found, found.write == write { return found }
            if let generation, generation != found?.generation ?? 0 { return nil }
            expected = found?.generation ?? 0
        }
        throw StorageError(.failed, key: key, cause: "the server does not say what became of the write")
    }

    /// Gives uploaded bytes their key.
    func copy(_ object: GCSObject, to key: ObjectKey) async throws {
        var token: String?
        while true {
            let request = bucket.rewrite(object, to: bucket.name(of: key), token: token)
            let answer = try await bucket.send(key.value) { request }
            let progress = try bucket.decode(GCSRewrite.self, answer, key.value)
            if progress.done { return }
            guard let next = progress.rewriteToken else {
                throw StorageError(.failed, key: key.value, cause: "the server stops in the middle of copying it")
            }
            token = next
        }
    }

    /// A name that no other write has, in any process.
    static func label() -> String {
        String(UInt64.random(in: 0 ... .max), radix: 36) + String(UInt64.random(in: 0 ... .max), radix: 36)
    }
}
