extension S3Place {
    /// The header that names an object to copy from.
    func copySource(_ name: String) -> (name: String, value: String) {
        ("x-amz-copy-source", "/\(bucket)/\(PercentEncoding.encode(name, keepsSlash: true))")
    }
}

extension S3Store {
    /// Has the service copy an object, which appears whole.
    ///
    /// - Parameter size: of the object.
    func copy(_ source: String, to name: String, size: Int64, about key: String) async throws {
        guard size > partCopySize else { return try await copyWhole(source, to: name, about: key) }
        let upload = try await S3Upload(name, client: client)
        do {
            let ranges = stride(from: 0, to: size, by: Int(partCopySize)).map { $0..<min(size, $0 + partCopySize) }
            var parts: [S3Upload.Part] = []
            for (index, range) in ranges.enumerated() {
                parts.append(try await upload.copy(index + 1, from: source, range))
            }
            try await upload.complete(parts, size: size)
        } catch {
            await cleaning { try await upload.abort() }
            throw error
        }
    }

    /// Does what is left to do after a failure, also for a cancelled task. What fails here is found by ``removeStaged(before:)``.
    func cleaning(_ work: @escaping @Sendable () async throws -> Void) async {
        await Task { _ = try? await work() }.value
    }

    private func copyWhole(_ source: String, to name: String, about key: String) async throws {
        let call = S3Call(method: .put, name: name, headers: [client.place.copySource(source)])
        if let answer = S3Answer(try await client.send(call, about: key)) { throw answer.storageError(key) }
    }
}
