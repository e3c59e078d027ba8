/// A request of the JSON API, taken apart; nil for what is none.
struct GCSServerRequest: Sendable {
    let call: Call
    let query: [String: String]
    let http: ScriptedServer.Request

    enum Call: Sendable {
        case token
        case metadataToken
        case list
        case describe(String)
        case media(String)
        /// By a signed address.
        case link(String)
        case delete(String)
        case rewrite(String, to: String)
        case insert
        case begin
        /// To a session, by its number.
        case piece(Int)
        case question(Int)
        case cancel(Int)
    }

    /// Every parameter that our calls may have; the real service ignores others, which would hide a misspelt one.
    private static let parameters: Set<String> = [
        "alt", "fields", "generation", "ifGenerationMatch", "maxResults", "pageToken", "prefix", "rewriteToken",
        "sourceGeneration", "uploadType", "upload_id",
    ]

    init?(_ http: ScriptedServer.Request, bucket: String) {
        self.http = http
        let parts = http.target.split(separator: "?", maxSplits: 1)
        var query: [String: String] = [:]
        for field in parts.dropFirst().joined().split(separator: "&") {
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(Self.decode)
            guard pair.count == 2, let name = pair[0],
                Self.parameters.contains(name) || name.hasPrefix("X-Goog-"),
                query.updateValue(pair[1] ?? "", forKey: name) == nil
            else {
                return nil
            }
        }
        self.query = query
        guard let path = parts.first, let call = Self.call(http, String(path), query, bucket) else { return nil }
        self.call = call
    }

    private static func call(
        _ http: ScriptedServer.Request, _ path: String, _ query: [String: String], _ bucket: String
    ) -> Call? {
        let upload = "/upload/storage/v1/b/\(bucket)/o"
        let objects = "/storage/v1/b/\(bucket)/o"
        switch (http.method, path) {
        case ("POST", "/token"): return .token
        case ("GET", "/computeMetadata/v1/instance/service-accounts/default/token"): return .metadataToken
        case ("GET", objects): return .list
        case (_, upload): return uploadCall(http, query)
        default:
            if http.method == "GET", path.hasPrefix("/\(bucket)/") {
                return decode(path.dropFirst(bucket.count + 2)).map { .link($0) }
            }
            guard path.hasPrefix("\(objects)/") else { return nil }
            return objectCall(http, path.dropFirst(objects.count + 1), query, bucket)
        }
    }

    private static func uploadCall(_ http: ScriptedServer.Request, _ query: [String: String]) -> Call? {
        let session = query["upload_id"].flatMap { Int($0) }
        switch (http.method, query["uploadType"], session) {
        case ("POST", "multipart", nil): return .insert
        case ("POST", "resumable", nil): return .begin
        case ("DELETE", "resumable", .some(let session)): return .cancel(session)
        case ("PUT", "resumable", .some(let session)):
            return http.headers["content-range"]?.hasPrefix("bytes */") == true ? .question(session) : .piece(session)
        default: return nil
        }
    }

    private static func objectCall(
        _ http: ScriptedServer.Request, _ path: Substring, _ query: [String: String], _ bucket: String
    ) -> Call? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.first.flatMap(decode) else { return nil }
        switch (http.method, parts.count) {
        case ("GET", 1): return query["alt"] == "media" ? .media(name) : .describe(name)
        case ("DELETE", 1): return .delete(name)
        case ("POST", 6) where parts[1...4].elementsEqual(["rewriteTo", "b", bucket[...], "o"]):
            return decode(parts[5]).map { .rewrite(name, to: $0) }
        default: return nil
        }
    }

    /// Without percent-encoding (RFC 3986, 2.1); nil for what is not encoded rightly.
    static func decode(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(Substring(rest.prefix(2))), radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension GCSServerRequest.Call {
    var operation: GCSServer.Operation {
        switch self {
        case .token, .metadataToken: .token
        case .list: .list
        case .describe: .describe
        case .media: .media
        case .link: .link
        case .delete, .cancel: .delete
        case .rewrite: .rewrite
        case .insert: .insert
        case .begin: .begin
        case .piece: .piece
        case .question: .question
        }
    }

    var isWrite: Bool {
        switch self {
        case .token, .metadataToken, .list, .describe, .media, .link, .question: false
        case .delete, .rewrite, .insert, .begin, .piece, .cancel: true
        }
    }
}
