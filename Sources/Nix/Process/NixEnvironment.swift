import SystemPackage

/// The environment that Nix gets, built from an allow-list: what is not named here does not reach an evaluation, which could
/// print it, nor change what packages are.
///
/// An evaluation runs what the package set says, and an unrestricted one reads its variables with `builtins.getEnv`; so it
/// gets no secret, not even inside of a variable that it may see.
struct NixEnvironment {
    /// Where Nix is and how it works; harmless for an evaluation to see.
    private static let general = [
        "NIX_CONFIG", "NIX_CONF_DIR", "NIX_USER_CONF_FILES", "NIX_REMOTE", "NIX_DAEMON_SOCKET_PATH", "NIX_STATE_DIR",
        "NIX_LOG_DIR", "NIX_DATA_DIR", "NIX_SSL_CERT_FILE", "SSL_CERT_FILE", "SSL_CERT_DIR", "TMPDIR", "USER",
        "LOGNAME",
        "http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY",
        "ALL_PROXY", "NO_PROXY",
    ]
    /// What remote builders and caches need; only realisation gets it.
    private static let secrets = [
        "SSH_AUTH_SOCK", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE", "AWS_REGION", "AWS_DEFAULT_REGION",
        "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    ]

    /// Settings in `NIX_CONFIG` that are secrets or say where they are; only realisation gets them.
    private static let secretSettings: Set = [
        "access-tokens", "extra-access-tokens", "netrc-file", "secret-key-files", "extra-secret-key-files",
    ]

    private let configuration: NixConfiguration

    init(_ configuration: NixConfiguration) {
        self.configuration = configuration
    }

    /// For evaluations: without secrets, and with a bound for the heap.
    func forEvaluation() -> [String: String] {
        var variables = common().filter { !Self.isProxyWithUser(name: $0.key, value: $0.value) }
        variables["NIX_CONFIG"] = variables["NIX_CONFIG"].map(Self.withoutSecretSettings)
        if let heap = configuration.evaluationHeapBytes { variables["GC_MAXIMUM_HEAP_SIZE"] = String(heap) }
        return variables
    }

    /// For everything that talks to the store.
    func forStore() -> [String: String] {
        let given = configuration.environment
        var variables = common().merging(given.filter { Self.secrets.contains($0.key) }) { first, _ in first }
        // Nobody is there whom ssh could ask. The first value of an option counts, so the operator may say otherwise.
        variables["NIX_SSHOPTS"] = [given["NIX_SSHOPTS"], "-o BatchMode=yes"].compactMap(\.self).joined(separator: " ")
        // ssh finds its files by the user's entry in the password file, Amazon's library by `HOME`.
        if let home = given["HOME"], !home.isEmpty {
            let files = ["AWS_SHARED_CREDENTIALS_FILE": "credentials", "AWS_CONFIG_FILE": "config"]
            variables.merge(files.mapValues { "\(home)/.aws/\($0)" }) { given, _ in given }
        }
        return variables
    }

    /// Whether it is a proxy's address with a user part, which mostly is a password too. Passwords may be written in any way,
    /// so an `@` anywhere counts; an address has no other use for it.
    private static func isProxyWithUser(name: String, value: String) -> Bool {
        name.lowercased().hasSuffix("_proxy") && value.utf8.contains(UInt8(ascii: "@"))
    }

    /// The text of a `nix.conf` without the lines of ``secretSettings`` and those with a password in an address; the others stay
    /// as they are. Read as bytes, as Nix does: to Swift, "\r\n" is one character and no end of a line.
    private static func withoutSecretSettings(_ text: String) -> String {
        let newline = UInt8(ascii: "\n")
        let lines = text.utf8.split(separator: newline, omittingEmptySubsequences: false)
        let harmless = lines.filter { !secretSettings.contains(settingName(of: Array($0))) && !holdsPassword($0) }
        return String(decoding: Array(harmless.joined(separator: [newline])), as: UTF8.self)
    }

    /// Whether a line names an address as `https://user:password@cache` or `https://token@cache`.
    private static func holdsPassword(_ line: Substring.UTF8View) -> Bool {
        String(decoding: Array(line), as: UTF8.self).contains(/https?:\/\/[^\/\s]*@|:\/\/[^\/\s@]*:[^\s]*@/)
    }

    /// The name in front of a line's `=`; empty for lines without one.
    private static func settingName(of line: [UInt8]) -> String {
        let blanks = Array(" \t\r".utf8)
        let ends = blanks + Array("=#".utf8)
        return String(decoding: line.drop { blanks.contains($0) }.prefix { !ends.contains($0) }, as: UTF8.self)
    }

    private func common() -> [String: String] {
        let given = configuration.environment
        var variables = given.filter { Self.general.contains($0.key) }
        // An inherited NIX_PATH would open the file system to a confined evaluation.
        variables["NIX_PATH"] = ""
        variables["HOME"] = configuration.homeFolder.string
        variables["PATH"] = searchPath(given["PATH"] ?? "/usr/local/bin:/usr/bin:/bin")
        variables["LC_ALL"] = "C"
        variables["NO_COLOR"] = "1"
        variables["TERM"] = "dumb"
        variables["NIX_USER_CONF_FILES"] = given["NIX_USER_CONF_FILES"] ?? userConfiguration()
        return variables
    }

    private func searchPath(_ inherited: String) -> String {
        configuration.toolFolder.map { "\($0.string):\(inherited)" } ?? inherited
    }

    /// The operator's own `nix.conf`, which the empty home folder would hide: builders and caches are configured there.
    private func userConfiguration() -> String? {
        let given = configuration.environment
        if let folder = given["XDG_CONFIG_HOME"], !folder.isEmpty { return "\(folder)/nix/nix.conf" }
        return given["HOME"].map { "\($0)/.config/nix/nix.conf" }
    }
}

extension NixConfiguration {
    /// An empty folder, so that nothing of the user's own files gets into an evaluation.
    var homeFolder: FilePath { stateFolder.appending("home") }

    /// Where the processes keep their roots.
    var rootsFolder: FilePath { stateFolder.appending("roots") }
}
