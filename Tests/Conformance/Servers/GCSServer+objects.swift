import OCI

extension GCSServer {
    /// How many bytes of a copy one request does; the real service decides that by itself.
    private static let copyStep = 8 << 20

    private struct Resource: Encodable {
        let name: String
        let size: String
        let generation: String
        let updated = "2026-01-02T03:04:05.678Z"
        let metadata: [String: String]

        init(_ name: String, _ object: Object) {
            self.name = name
            size = "\(object.bytes.count)"
            generation = "\(object.generation)"
            metadata = object.metadata
        }
    }

    static func resource(_ name: String, _ object: Object) -> ScriptedServer.Reply { json(Resource(name, object)) }

    private static func absent(_ name: String) -> ScriptedServer.Reply { refusal(404, "No such object: \(name)") }

    /// What is stored under a name from now on.
    func store(_ bytes: [UInt8], as name: String, _ metadata: [String: String], _ state: inout State) -> Object {
        state.lastNumber += 1
        let object = Object(bytes: bytes, generation: state.lastNumber, metadata: metadata)
        state.objects[name] = object
        return object
    }

    /// Whether what is there is what a request wants; without a wish it always is.
    private func matches(_ name: String, _ parameter: String, _ request: GCSServerRequest, _ state: State) -> Bool {
        guard let text = request.query[parameter], !state.ignoresConditions else { return true }
        return Int64(text) == state.objects[name]?.generation ?? 0
    }

    func describe(_ name: String, _ state: State) -> ScriptedServer.Reply {
        state.objects[name].map { Self.resource(name, $0) } ?? Self.absent(name)
    }

    func media(_ name: String, _ request: GCSServerRequest, _ state: State) -> ScriptedServer.Reply {
        guard let object = state.objects[name], matches(name, "generation", request, state) else {
            // Media requests are refused in plain text.
            return .answer(404, body: Array("No such object: \(bucket)/\(name)".utf8))
        }
        let headers = ["x-goog-generation": "\(object.generation)"]
        let size = object.bytes.count
        guard let range = request.http.headers["range"] else {
            return .answer(200, headers: headers, body: object.bytes)
        }
        let ends = range.dropFirst("bytes=".count).split(separator: "-").map { Int($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else { return .answer(400) }
        guard first < size else { return .answer(416, headers: ["Content-Range": "bytes */\(size)"]) }
        let part = Array(object.bytes[first...min(last, size - 1)])
        let extent = ["Content-Range": "bytes \(first)-\(first + part.count - 1)/\(size)"]
        return .answer(206, headers: headers.merging(extent) { $1 }, body: part)
    }

    func delete(_ name: String, _ request: GCSServerRequest, _ state: inout State) -> ScriptedServer.Reply {
        guard state.objects[name] != nil else { return Self.absent(name) }
        guard matches(name, "ifGenerationMatch", request, state) else { return Self.refusal(412, "conditionNotMet") }
        state.objects[name] = nil
        return .answer(204)
    }

    func list(_ request: GCSServerRequest, _ state: State) -> ScriptedServer.Reply {
        struct Page: Encodable {
            // The real service leaves the list out of an empty page.
            let items: [Resource]?
            let nextPageToken: String?
        }
        let start = request.query["pageToken"] ?? ""
        let limit = request.query["maxResults"].flatMap { Int($0) } ?? 1000
        let prefix = request.query["prefix"] ?? ""
        let names = state.objects.keys
            .filter { $0.utf8.starts(with: prefix.utf8) && start.utf8.lexicographicallyPrecedes($0.utf8) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let items = names.prefix(limit).compactMap { name in state.objects[name].map { Resource(name, $0) } }
        let next = names.count > limit ? items.last?.name : nil
        return Self.json(Page(items: items.isEmpty ? nil : items, nextPageToken: next))
    }

    func rewrite(
        _ name: String, to target: String, _ request: GCSServerRequest, _ state: inout State
    ) -> ScriptedServer.Reply {
        struct Progress: Encodable {
            let done: Bool
            let rewriteToken: String?
        }
        guard let object = state.objects[name], matches(name, "sourceGeneration", request, state) else {
            return Self.absent(name)
        }
        guard request.http.body.isEmpty else { return .answer(400) }
        let token = request.query["rewriteToken"]
        guard token == nil || token.flatMap({ state.copied[$0] }) != nil else { return Self.refusal(400, "token") }
        let copied = (token.flatMap { state.copied[$0] } ?? 0) + Self.copyStep
        guard copied >= object.bytes.count else {
            state.lastNumber += 1
            let next = "copy-\(state.lastNumber)"
            state.copied[next] = copied
            return Self.json(Progress(done: false, rewriteToken: next))
        }
        _ = store(object.bytes, as: target, object.metadata, &state)
        return Self.json(Progress(done: true, rewriteToken: nil))
    }

    func insert(_ request: GCSServerRequest, _ state: inout State) -> ScriptedServer.Reply {
        guard let parts = Self.parts(request.http), let head = try? CanonicalJSON.decode(Head.self, from: parts.head)
        else { return Self.refusal(400, "not multipart/related") }
        guard matches(head.name, "ifGenerationMatch", request, state) else {
            return Self.refusal(412, "At least one of the pre-conditions you specified did not hold.")
        }
        return Self.resource(head.name, store(parts.bytes, as: head.name, head.metadata, &state))
    }

    /// What an upload says about its object.
    struct Head: Decodable {
        let name: String
        let metadata: [String: String]
    }

    /// The two parts of a body (RFC 2387).
    private static func parts(_ http: ScriptedServer.Request) -> (head: [UInt8], bytes: [UInt8])? {
        let type = http.headers["content-type"] ?? ""
        guard type.hasPrefix("multipart/related; boundary=") else { return nil }
        let boundary = type.dropFirst("multipart/related; boundary=".count)
        let body = http.body
        let blank = Array("\r\n\r\n".utf8)
        guard body.starts(with: Array("--\(boundary)\r\n".utf8)), let first = body.firstRange(of: blank),
            let middle = body[first.upperBound...].firstRange(of: Array("\r\n--\(boundary)\r\n".utf8)),
            let second = body[middle.upperBound...].firstRange(of: blank)
        else { return nil }
        let end = Array("\r\n--\(boundary)--\r\n".utf8)
        guard body.count >= second.upperBound + end.count, body.suffix(end.count).elementsEqual(end) else { return nil }
        return (
            Array(body[first.upperBound..<middle.lowerBound]), Array(body[second.upperBound..<(body.count - end.count)])
        )
    }
}
