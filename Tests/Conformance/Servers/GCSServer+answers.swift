import Glibc
import OCI
import Storage

extension GCSServer {
    /// What a request gets when nothing goes wrong.
    func answer(_ request: GCSServerRequest, _ state: inout State) -> ScriptedServer.Reply {
        switch request.call {
        case .token, .metadataToken: return giveToken(request, &state)
        case .link(let name): return link(name, request, state)
        default: break
        }
        guard isAllowed(request.http, state) else { return GCSServer.refusal(401, "Invalid Credentials") }
        guard state.bucketExists else { return GCSServer.refusal(404, "The specified bucket does not exist.") }
        if state.isReadOnly, request.call.isWrite { return GCSServer.refusal(403, "no storage.objects.create access") }
        switch request.call {
        case .token, .metadataToken, .link: return .hangUp
        case .list: return list(request, state)
        case .describe(let name): return describe(name, state)
        case .media(let name): return media(name, request, state)
        case .delete(let name): return delete(name, request, &state)
        case .rewrite(let name, let target): return rewrite(name, to: target, request, &state)
        case .insert: return insert(request, &state)
        case .begin: return begin(request, &state)
        case .piece(let session): return take(request, session: session, &state)
        case .question(let session): return progress(session, state)
        case .cancel(let session):
            state.sessions[session] = nil
            return .answer(499)
        }
    }

    private func isAllowed(_ http: ScriptedServer.Request, _ state: State) -> Bool {
        guard let tokens = state.tokens else { return true }
        guard let field = http.headers["authorization"], field.hasPrefix("Bearer ") else { return false }
        return tokens.contains(String(field.dropFirst(7)))
    }

    static func refusal(_ status: Int, _ message: String) -> ScriptedServer.Reply {
        .answer(status, body: Array(#"{"error":{"code":\#(status),"message":"\#(message)"}}"#.utf8))
    }

    static func json(_ value: some Encodable) -> ScriptedServer.Reply {
        do {
            return .answer(200, headers: ["Content-Type": "application/json"], body: try CanonicalJSON.encode(value))
        } catch { return refusal(500, "\(error)") }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    package static func httpDate(_ seconds: Int64) -> String {
        var parts = tm()
        var time = time_t(seconds)
        gmtime_r(&time, &parts)
        var text = [CChar](repeating: 0, count: 64)
        let count = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
