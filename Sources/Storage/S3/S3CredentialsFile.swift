import SystemPackage

/// The file `~/.aws/credentials`: sections in brackets, lines of `name = value` in them, comments after `#` or `;`.
struct S3CredentialsFile: Sendable {
    let path: FilePath
    let profile: String

    /// - Returns: nil where there is no such file, or no key pair in the profile.
    func read() async throws -> S3Credentials? {
        guard let bytes = try await SmallFile.read(path) else { return nil }
        return Self.parse(String(decoding: bytes, as: UTF8.self), profile: profile)
    }

    static func parse(_ text: String, profile: String) -> S3Credentials? {
        var values: [String: String] = [:]
        var isInProfile = false
        for line in text.split(whereSeparator: \.isNewline).map({ trimmed($0) }) {
            if line.hasPrefix("["), line.hasSuffix("]") {
                isInProfile = trimmed(line.dropFirst().dropLast()) == profile
            } else if isInProfile, !line.hasPrefix("#"), !line.hasPrefix(";"), let mark = line.firstIndex(of: "=") {
                values[trimmed(line[..<mark]).lowercased()] = trimmed(line[line.index(after: mark)...])
            }
        }
        guard let accessKey = values["aws_access_key_id"], let secret = values["aws_secret_access_key"] else {
            return nil
        }
        return S3Credentials(
            accessKey: accessKey, secretKey: Secret(secret), token: values["aws_session_token"].map { Secret($0) })
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
