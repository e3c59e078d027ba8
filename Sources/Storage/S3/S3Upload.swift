/// A multipart upload that has begun.
struct S3Upload: Sendable {
    let client: S3Client
    /// The object's name in the bucket.
    let name: String
    private let identifier: String

    /// A part that the service has.
    struct Part: Sendable {
        let number: Int
        let tag: String
    }

    /// A name that nobody else has.
    static func randomName() -> String {
        (0..<2).map { _ in String(UInt64.random(in: 0...UInt64.max), radix: 16) }.joined()
    }

    /// Begins.
    init(_ name: String, client: S3Client) async throws {
        self.client = client
        self.name = name
        let response = try await client.send(
            S3Call(method: .post, name: name, query: [("uploads", "")]), about: name)
        if let answer = S3Answer(response) { throw answer.storageError(name) }
        guard let identifier = XMLNode(response.body)?["UploadId"]?.text, !identifier.isEmpty else {
            throw StorageError(.failed, key: name, cause: "the server began no upload")
        }
        self.identifier = identifier
    }

    /// One that another process began.
    init(_ name: String, identifier: String, client: S3Client) {
        self.client = client
        self.name = name
        self.identifier = identifier
    }

    /// Sends a part.
    func send(_ number: Int, _ bytes: [UInt8]) async throws -> Part {
        let response = try await client.send(call(.put, number, body: bytes), about: name)
        if let answer = S3Answer(response) { throw answer.storageError(name) }
        return try part(number, response.header("ETag"))
    }

    /// Has the service take a part from another object.
    func copy(_ number: Int, from source: String, _ range: Range<Int64>) async throws -> Part {
        var call = call(.put, number)
        call.headers = [
            client.place.copySource(source),
            ("x-amz-copy-source-range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)"),
        ]
        let response = try await client.send(call, about: name)
        if let answer = S3Answer(response) { throw answer.storageError(name) }
        return try part(number, XMLNode(response.body)?["ETag"]?.text)
    }

    /// Makes the object of the parts, in one step.
    ///
    /// - Parameter size: of the whole: by it the object is known when the answer to an earlier try was lost.
    func complete(_ parts: [Part], size: Int64) async throws {
        let lines = parts.map {
            "<Part><PartNumber>\($0.number)</PartNumber><ETag>\(XMLNode.escape($0.tag))</ETag></Part>"
        }
        let body = "<CompleteMultipartUpload>\(lines.joined())</CompleteMultipartUpload>"
        let call = S3Call(
            method: .post, name: name, query: [("uploadId", identifier)],
            headers: [("Content-Type", "application/xml")],
            body: Array(body.utf8))
        guard let answer = S3Answer(try await client.send(call, about: name)) else { return }
        if answer.code == "NoSuchUpload" {
            let response = try await client.send(S3Call(method: .head, name: name), about: name)
            if response.isSuccess, response.contentLength == size { return }
        }
        throw answer.storageError(name)
    }

    /// Gives the parts up; no error where they are gone already.
    func abort() async throws {
        let response = try await client.send(
            S3Call(method: .delete, name: name, query: [("uploadId", identifier)]), about: name)
        if let answer = S3Answer(response), answer.status != 404 { throw answer.storageError(name) }
    }

    private func call(_ method: CloudRequest.Method, _ number: Int, body: [UInt8] = []) -> S3Call {
        S3Call(method: method, name: name, query: [("partNumber", "\(number)"), ("uploadId", identifier)], body: body)
    }

    private func part(_ number: Int, _ tag: String?) throws(StorageError) -> Part {
        guard let tag else {
            throw StorageError(.failed, key: name, cause: "the server does not name the part it took")
        }
        return Part(number: number, tag: tag)
    }
}
