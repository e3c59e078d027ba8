import SystemPackage
import Testing

@testable import Host

@Suite("What is wrong with a source is one sentence with a place")
struct SourceConfigurationErrorTests {
    typealias Case = ConfigurationErrorTests.Case

    private static let userRefused =
        "'source.url' cannot be used: it holds a user's name or password; give them as 'credentials'"

    static let addresses = [
        Case("source:\n  kind: git\n  url: https://me:hunter2@example.org/x", "line 3: \(userRefused)"),
        Case("source:\n  kind: git\n  url: ssh://me:hunter2@example.org/x", "line 3: \(userRefused)"),
        Case("source:\n  kind: git\n  url: me:hunter2@example.org:x", "line 3: \(userRefused)"),
        // Forges take a token as a user's name.
        Case("source:\n  kind: git\n  url: https://hunter2@example.org/x", "line 3: \(userRefused)"),
        // Passwords may hold slashes and the like where nobody has escaped them.
        Case("source:\n  kind: git\n  url: https://me:hunt/er2@example.org/x", "line 3: \(userRefused)"),
        Case("source:\n  kind: git\n  url: https://me:hunter2@x@example.org/x", "line 3: \(userRefused)"),
        Case(
            "source: {kind: git, url: x, archiveURL: 'https://me:hunter2@example.org/{commit}'}",
            "line 1: 'source.archiveURL' cannot be used: it holds a user's name or password"),
        Case(
            "source: {kind: channel, channel: 'https://me:hunter2@example.org/x.tar.xz'}",
            "line 1: 'source.channel' cannot be used: it holds a user's name or password"),
        Case(
            "source: {kind: channel, channelURL: 'https://example.org'}",
            "line 1: 'source.channelURL' must be a URL with {channel} in it, not 'https://example.org'"),
        Case(
            "source: {kind: channel, channelURL: 'https://example.org?token=hunter2'}",
            "line 1: 'source.channelURL' must be a URL with {channel} in it, not 'https://example.org?***'"),
        Case(
            "source: {path: pk, allowedURIs: ['https://a', 'https://me:hunter2@example.org/']}",
            "line 1: 'source.allowedURIs' cannot be used: an entry holds a user's name or password"),
        Case(
            "source: {path: pk, allowedURIs: ['git+https://hunter2@example.org/']}",
            "line 1: 'source.allowedURIs' cannot be used: an entry holds a user's name or password"),
        Case(
            "source: {path: pk, nixPath: ['x=https://me:hunter2@example.org/x']}",
            "line 1: 'source.nixPath' cannot be used: an entry holds a user's name or password"),
        Case(
            "source: {kind: channel, sha256: abc}", "line 1: 'source.sha256' must be 64 hexadecimal digits, not 'abc'"),
    ]

    static let credentials = [
        Case(
            "source:\n  kind: git\n  url: x\n  credentials:\n    username: me\n    password: p\n    passwordFile: pk",
            "line 7: 'source.credentials.passwordFile' cannot be used: "
                + "'password' is given as well, and one way to log in is enough"),
        Case(
            "source: {kind: git, url: x, credentials: {token: t, netrc: pk}}",
            "line 1: 'source.credentials.netrc' cannot be used: "
                + "'token' is given as well, and one way to log in is enough"),
        Case(
            "source: {kind: git, url: x, credentials: {password: p}}",
            "line 1: 'source.credentials.password' cannot be used: it needs a 'username'"),
        Case(
            "source: {kind: git, url: x, credentials: {username: me}}",
            "line 1: 'source.credentials.username' cannot be used: it needs a password or token"),
        Case(
            "source: {kind: git, url: x, credentials: {token: \"hunter2\\nx\"}}",
            "line 1: 'source.credentials.token' cannot be used: it is not one line of text"),
        Case(
            "source: {kind: git, url: x, credentials: {token: [hunter2]}}",
            "line 1: 'source.credentials.token' must be a single value"),
        Case(
            "source: {kind: git, url: x, ssh: {certificateFile: pk}}",
            "line 1: 'source.ssh.certificateFile' cannot be used: it needs the 'keyFile' that it is for"),
    ]

    static let overlays = [
        Case(
            "source:\n  kind: overlay\n  base: {path: pk}\n  overlays:\n    - path: pk\n      name: a\n    - kind: git\n      ulr: x",
            "line 8: unknown key 'ulr' in 'source.overlays[1]'; did you mean 'url'?"),
        Case(
            "source:\n  kind: overlay\n  base: {path: pk}\n  overlays:\n    - kind: overlay",
            "line 5: 'source.overlays[0].kind' must be one of path, git, channel, script, not 'overlay'"),
        Case(
            "source:\n  kind: overlay\n  base: {path: pk}\n  overlays:\n    - kind: git\n      url: https://a:b@c",
            "line 6: 'source.overlays[0].url' cannot be used: "
                + "it holds a user's name or password; give them as 'credentials'"),
        Case(
            "source:\n  kind: overlay\n  base: {path: pk}\n  overlays:\n    - {path: pk, name: a}\n    - pk",
            "line 6: 'source.overlays[1]' must be a mapping of keys to values"),
        Case(
            "source: {kind: overlay, base: {path: pk}, overlays: {path: pk}}",
            "line 1: 'source.overlays' must be a list"),
        Case(
            "source: {kind: overlay, base: {path: pk}, overlays: []}",
            "line 1: 'source.overlays' cannot be used: it is empty"),
        Case(
            "source: {kind: overlay, overlays: [{path: pk}]}",
            "'source.base' is missing: it is the source that the overlays are laid over"),
        Case(
            "source: {kind: overlay, base: {path: pk}}",
            "'source.overlays' is missing: it is a list of the sources to lay over 'base'"),
        Case(
            "source: {kind: overlay, base: {path: pk}, overlays: [{path: pk}]}",
            "'source.overlays[0].name' cannot be used: another part is called 'path' as well"),
        // They have folders of their own in one place.
        Case(
            "source: {kind: overlay, base: {kind: overlay, name: inner, base: {path: pk}, overlays: [{path: pk, name: a}]}, "
                + "overlays: [{path: pk, name: a}]}",
            "line 1: 'source.overlays[0].name' cannot be used: another part is called 'a' as well"),
        Case(
            "source: {path: pk, name: ../x}",
            "line 1: 'source.name' must be up to 64 letters, digits and any of '-_.', with no dot first, not '../x'"),
        Case(
            "source: {kind: overlay, tagged: x, base: {path: pk}, overlays: [{path: pk, name: a}]}",
            "line 1: 'source.tagged' cannot be used: no part is called 'x'; there are path, a"),
        Case(
            "source:\n  kind: overlay\n  base: {path: pk}\n  overlays:\n    - {path: pk, name: a, tag: v1}",
            "line 5: 'source.overlays[0].tag' cannot be used: "
                + "this part takes the image's tag; 'tagged' may name another one"),
        Case(
            "source:\n  kind: overlay\n  base: {path: pk, tag: -x}\n  overlays:\n    - {path: pk, name: a}",
            "line 3: 'source.base.tag' must be a tag, not '-x'"),
        Case(
            "source:\n  kind: overlay\n  base: {path: nowhere}\n  overlays:\n    - {path: pk, name: a}",
            "line 3: 'source.base.path' cannot be used: there is no 'nowhere'"),
    ]

    static let files = [
        Case(
            "source:\n  kind: git\n  url: x\n  ssh:\n    keyFile: key",
            "line 5: 'source.ssh.keyFile' cannot be used: there is no 'key'"),
        Case(
            "source: {kind: git, url: x, ssh: {knownHosts: pk}}",
            "line 1: 'source.ssh.knownHosts' cannot be used: 'pk' is a folder"),
        Case(
            "source: {kind: git, url: x, credentials: {helper: pk/default.nix}}",
            "line 1: 'source.credentials.helper' cannot be used: 'pk/default.nix': Permission denied"),
        Case(
            "source: {kind: git, url: x, credentials: {tokenFile: none}}",
            "line 1: 'source.credentials.tokenFile' cannot be used: there is no 'none'"),
        Case("source: {kind: channel, caFile: ca}", "line 1: 'source.caFile' cannot be used: there is no 'ca'"),
        Case(
            "source: {kind: script, program: pk/default.nix}",
            "line 1: 'source.program' cannot be used: 'pk/default.nix': Permission denied"),
        Case("source: {kind: script}", "'source.program' is missing: it is the executable that finds package sets"),
        Case(
            "source: {kind: git}", "'source.url' is missing: it is the address of the repository with the package set"),
    ]

    @Test("A refused source", arguments: addresses + credentials + overlays + files)
    func refused(_ example: Case) throws {
        let sentence = try ConfigurationFixture.with(example.yaml) { $0.sentence() }
        let placed = example.sentence.hasPrefix("line") ? "nixery.yaml: \(example.sentence)" : example.sentence
        #expect(sentence == placed)
        #expect(sentence?.contains("hunter2") != true)
    }

    @Test(
        "Addresses that hold no password are taken",
        arguments: [
            "https://example.org/x", "https://example.org:443/a:b@c", "ssh://git@example.org:22/x", "git@example.org:x",
            "git@example.org:a@b:c", "/srv/a@b:c", "file:///srv/a@b",
        ])
    func addressesWithoutPassword(url: String) throws {
        #expect(try ConfigurationFixture.with("source: {kind: git, url: '\(url)'}") { $0.sentence() } == nil)
    }

    @Test("Passwords in a variable's address are not repeated")
    func variable() throws {
        let sentence = try ConfigurationFixture.with { $0.sentence(["NIXERY_PKGS_REPO": "https://me:hunter2@x/y"]) }
        #expect(sentence == "NIXERY_PKGS_REPO: \(Self.userRefused)")
    }

    @Test("The file's credentials are not sent to a repository that a variable names")
    func credentialsOfAnotherRepository() throws {
        let yaml = "source: {kind: git, url: 'https://a/x', credentials: {username: me, password: hunter2}}"
        try ConfigurationFixture.with(yaml) { fixture in
            #expect(
                fixture.sentence(["NIXERY_PKGS_REPO": "https://b/x"])
                    == "NIXERY_PKGS_REPO: 'source.url' cannot be used: the file has 'credentials' for another repository; "
                    + "say the address there, or all of it here")
            #expect(fixture.sentence(["NIXERY_PKGS_REPO": "https://a/x"]) == nil)
        }
        let own = "source: {kind: git, credentials: {username: me, password: hunter2}}"
        try ConfigurationFixture.with(own) { fixture in
            #expect(fixture.sentence(["NIXERY_PKGS_REPO": "https://b/x"]) == nil)
        }
    }
}
