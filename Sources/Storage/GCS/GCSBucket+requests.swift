/// The requests of the JSON API that we use. Names are those of objects, with the prefix.
extension GCSBucket {
    /// An object's name.
    func name(of key: ObjectKey) -> String { prefix + key.value }

    func describe(_ object: String) -> CloudRequest {
        CloudRequest(.get, address(of: object, ["fields": GCSObject.fields]))
    }

    /// - Parameters:
    ///   - range: not empty; nil for all.
    ///   - generation: only of these bytes; nil for what is there.
    func get(_ object: String, range: Range<Int64>?, generation: Int64? = nil) -> CloudRequest {
        let query = ["alt": "media", "generation": generation.map(String.init)]
        let headers = range.map { [("Range", "bytes=\($0.lowerBound)-\($0.upperBound - 1)")] } ?? []
        return CloudRequest(.get, address(of: object, query), headers: headers)
    }

    /// Writes an object in one request (`multipart/related`: what it is called, and its bytes).
    ///
    /// - Parameters:
    ///   - write: see ``GCSObject/write``.
    ///   - generation: what there must be; 0 for nothing, nil for whatever.
    func insert(_ bytes: [UInt8], at object: String, write: String, over generation: Int64?) -> CloudRequest {
        let boundary = "nixery-\(write)"
        let head = """
            --\(boundary)\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n\(Self.metadata(object, write))\r\n\
            --\(boundary)\r\nContent-Type: application/octet-stream\r\n\r\n
            """
        let address = uploads([
            "uploadType": "multipart", "fields": GCSObject.fields, "ifGenerationMatch": generation.map(String.init),
        ])
        return CloudRequest(
            .post, address, headers: [("Content-Type", "multipart/related; boundary=\(boundary)")],
            body: Array(head.utf8) + bytes + Array("\r\n--\(boundary)--\r\n".utf8))
    }

    /// Begins an upload in several requests.
    func beginSession(_ object: String, write: String) -> CloudRequest {
        CloudRequest(
            .post, uploads(["uploadType": "resumable", "fields": GCSObject.fields]),
            headers: [("Content-Type", "application/json; charset=UTF-8")],
            body: Array(Self.metadata(object, write).utf8))
    }

    /// Copies an object inside the service, or goes on with that.
    func rewrite(_ object: GCSObject, to target: String, token: String?) -> CloudRequest {
        let to = "rewriteTo/b/\(PercentEncoding.encode(name))/o/\(PercentEncoding.encode(target))"
        let query = [
            "sourceGeneration": "\(object.generation)", "rewriteToken": token, "fields": "done,rewriteToken",
        ]
        return CloudRequest(.post, address(of: object.name, query, then: "/\(to)"))
    }

    /// - Parameter generation: what must be there.
    func delete(_ object: String, generation: Int64) -> CloudRequest {
        CloudRequest(.delete, address(of: object, ["ifGenerationMatch": "\(generation)"]))
    }

    func list(prefix: String, page: String?, limit: Int) -> CloudRequest {
        let query = ["prefix": prefix, "maxResults": "\(limit)", "pageToken": page, "fields": GCSPage.fields]
        return CloudRequest(.get, "\(objects(""))\(Self.text(query))")
    }

    private static func metadata(_ object: String, _ write: String) -> String {
        // Neither name nor label has a character that JSON escapes.
        #"{"name":"\#(object)","metadata":{"\#(GCSObject.writeLabel)":"\#(write)"}}"#
    }

    private func address(of object: String, _ query: [String: String?], then rest: String = "") -> String {
        "\(objects(""))/\(PercentEncoding.encode(object))\(rest)\(Self.text(query))"
    }

    private func uploads(_ query: [String: String?]) -> String { "\(objects("/upload"))\(Self.text(query))" }

    private func objects(_ kind: String) -> String {
        "\(endpoint)\(kind)/storage/v1/b/\(PercentEncoding.encode(name))/o"
    }

    private static func text(_ query: [String: String?]) -> String {
        let fields = query.compactMap { name, value in value.map { "\(name)=\(PercentEncoding.encode($0))" } }
        return "?" + fields.sorted().joined(separator: "&")
    }
}
