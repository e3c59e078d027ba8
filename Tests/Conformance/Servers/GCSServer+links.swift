import OCI
import Storage

extension GCSServer {
    /// An object, for whoever has a signed address of it (`GOOG4-RSA-SHA256`).
    func link(_ name: String, _ request: GCSServerRequest, _ state: State) -> ScriptedServer.Reply {
        guard isSigned(request, state) else {
            return .answer(403, body: Array("<Code>SignatureDoesNotMatch</Code>".utf8))
        }
        return media(name, request, state)
    }

    private func isSigned(_ request: GCSServerRequest, _ state: State) -> Bool {
        guard let account, let stamp = request.query["X-Goog-Date"], let time = Self.seconds(stamp),
            let lifetime = request.query["X-Goog-Expires"].flatMap({ Int64($0) }), (1...604_800).contains(lifetime),
            let credential = request.query["X-Goog-Credential"], credential.hasPrefix("\(account.email)/"),
            let signature = request.query["X-Goog-Signature"].flatMap(Self.bytes)
        else { return false }
        let now = CloudClock.system() + state.ahead
        guard (time - 900...time + lifetime).contains(now) else { return false }
        let scope = credential.dropFirst(account.email.count + 1)
        guard scope.hasPrefix(stamp.prefix(8)), scope.hasSuffix("/storage/goog4_request"),
            request.query["X-Goog-Algorithm"] == "GOOG4-RSA-SHA256", let canonical = Self.canonical(request)
        else { return false }
        let hash = Digest(of: Array(canonical.utf8)).hex
        return account.hasSigned("GOOG4-RSA-SHA256\n\(stamp)\n\(scope)\n\(hash)", signature)
    }

    /// What the signature is of, as the request came; nil where the host is not signed.
    private static func canonical(_ request: GCSServerRequest) -> String? {
        let parts = request.http.target.split(separator: "?", maxSplits: 1)
        guard parts.count == 2, let list = request.query["X-Goog-SignedHeaders"] else { return nil }
        let query = parts[1].split(separator: "&").filter { !$0.hasPrefix("X-Goog-Signature=") }.sorted()
        let names = list.split(separator: ";").map(String.init)
        guard names.contains("host") else { return nil }
        let headers = names.map { "\($0):\(request.http.headers[$0] ?? "")\n" }.joined()
        let lines = [request.http.method, String(parts[0]), query.joined(separator: "&"), headers, list]
        return (lines + ["UNSIGNED-PAYLOAD"]).joined(separator: "\n")
    }

    /// `20190201T090000Z`
    private static func seconds(_ stamp: String) -> Int64? {
        guard let parts = stamp.wholeMatch(of: /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/)?.output else { return nil }
        return CloudTime.parseISO("\(parts.1)-\(parts.2)-\(parts.3)T\(parts.4):\(parts.5):\(parts.6)Z")
    }

    private static func bytes(_ hexadecimal: String) -> [UInt8]? {
        let digits = hexadecimal.compactMap(\.hexDigitValue)
        guard digits.count == hexadecimal.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
