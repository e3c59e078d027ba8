import Testing

@testable import SourcesGit

@Suite struct NetrcTests {
    /// File, host, user that was asked for, and the password found.
    @Test(arguments: [
        ("machine h login me password p1", "h", nil, "p1"),
        ("machine H\n  login me\n  password p1\nmachine i login me password p2", "i", nil, "p2"),
        ("machine h login me password p1", "other", nil, nil),
        ("default login me password p1", "other", nil, "p1"),
        // A host's own entry wins over one for all, wherever they stand.
        ("default login me password p1\nmachine h login me password p2", "h", nil, "p2"),
        ("machine h login me password p1\nmachine h login you password p2", "h", "you", "p2"),
        ("machine h login me password p1", "h", "you", nil),
        ("machine h login me password \"a b\\\"c\"", "h", nil, "a b\"c"),
        ("# machine h login me password p0\nmachine h login me password p#1", "h", nil, "p#1"),
        ("machine h account x login me password p1", "h", nil, "p1"),
        ("macdef init\nmachine h login me password p0\n\nmachine h login me password p1", "h", nil, "p1"),
        ("machine h login me password", "h", nil, ""), ("login me password p1", "h", nil, nil),
        ("machine", "h", nil, nil),
        ("", "h", nil, nil),
    ])
    func `the entry of a host is found`(text: String, host: String, login: String?, password: String?) {
        #expect(Netrc(text).entry(for: host, login: login)?.password == password)
    }
}
