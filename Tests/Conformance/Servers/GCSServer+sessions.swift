import OCI

extension GCSServer {
    func begin(_ request: GCSServerRequest, _ state: inout State) -> ScriptedServer.Reply {
        // What cannot be read is no upload.
        guard let head = try? CanonicalJSON.decode(Head.self, from: request.http.body) else { return .answer(400) }
        state.lastNumber += 1
        let number = Int(state.lastNumber)
        state.sessions[number] = Session(name: head.name, metadata: head.metadata)
        let address = "\(endpoint)/upload/storage/v1/b/\(bucket)/o?uploadType=resumable&upload_id=\(number)"
        return .answer(200, headers: ["Location": address])
    }

    /// Takes a piece: `Content-Range: bytes FIRST-LAST/TOTAL`, the total `*` for all but the last.
    func take(_ request: GCSServerRequest, session number: Int, _ state: inout State) -> ScriptedServer.Reply {
        guard let session = state.sessions[number] else { return Self.refusal(404, "no such session") }
        let fields = (request.http.headers["content-range"] ?? "").dropFirst("bytes ".count)
            .split { "-/".contains($0) }.map(String.init)
        let bytes = request.http.body
        guard session.object == nil, fields.count == 3, let first = Int(fields[0]), let last = Int(fields[1]),
            last - first + 1 == bytes.count, first == session.bytes.count
        else { return Self.refusal(400, "Invalid request: the range does not follow what there is") }
        let isLast = fields[2] != "*"
        guard isLast ? Int(fields[2]) == last + 1 : bytes.count.isMultiple(of: 256 << 10) else {
            return Self.refusal(400, "Invalid request: pieces but the last are multiples of 256 KiB")
        }
        state.sessions[number]?.bytes += bytes
        if isLast {
            let object = store(session.bytes + bytes, as: session.name, session.metadata, &state)
            state.sessions[number]?.object = object
        }
        return progress(number, state)
    }

    /// How far a session is.
    func progress(_ number: Int, _ state: State) -> ScriptedServer.Reply {
        guard let session = state.sessions[number] else { return Self.refusal(404, "no such session") }
        if let object = session.object { return Self.resource(session.name, object) }
        let count = session.bytes.count
        return .answer(308, headers: count == 0 ? [:] : ["Range": "bytes=0-\(count - 1)"])
    }
}
