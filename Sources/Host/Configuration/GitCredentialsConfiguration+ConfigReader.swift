import SystemPackage

extension GitCredentialsConfiguration {
    /// Reads the section `credentials` of a git source; at most one of the ways that follow `username`.
    ///
    /// - `username`: goes with a password or token.
    /// - `password`, `passwordFile`: with a `username`.
    /// - `token`, `tokenFile`: with `username` or as `x-access-token`.
    /// - `netrc`: a file in the form of `~/.netrc`.
    /// - `helper`: a program that speaks git's credential protocol.
    ///
    /// - Parameters:
    ///   - standardNetrc: used when nothing is said, where there is one.
    ///   - standardOrigin: who is the reason for that.
    init(
        reading section: ConfigSection, standardNetrc: FilePath?, standardOrigin: ConfigOrigin
    ) throws(ConfigurationError) {
        self.init()
        try section.scalar("username", &username, .text)
        try section.secret("password", &password)
        try section.path("passwordFile", &passwordFile)
        try section.secret("token", &token)
        try section.path("tokenFile", &tokenFile)
        try section.path("netrc", &netrc)
        try section.path("helper", &helper)
        try checkWays(section)
        if let standardNetrc, self == GitCredentialsConfiguration() {
            netrc = standardNetrc
            isNetrcImplied = true
            section.context.record.scalar(section.path + ["netrc"], standardNetrc.string, standardOrigin)
        }
    }

    private func checkWays(_ section: ConfigSection) throws(ConfigurationError) {
        let ways = [
            ("password", password != nil), ("passwordFile", passwordFile != nil), ("token", token != nil),
            ("tokenFile", tokenFile != nil), ("netrc", netrc != nil), ("helper", helper != nil),
        ]
        let given = ways.filter(\.1).map(\.0)
        if given.count > 1 {
            throw section.refusal(given[1], "'\(given[0])' is given as well, and one way to log in is enough")
        }
        if username == nil, let way = given.first, way.hasPrefix("password") {
            throw section.refusal(way, "it needs a 'username'")
        }
        if username != nil, given.isEmpty {
            throw section.refusal("username", "it needs a password or token")
        }
    }
}
