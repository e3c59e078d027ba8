import FoundationEssentials
import Testing

@testable import SourcesGit

@Suite struct GitRemoteTests {
    /// Address, and how it is shown.
    @Test(arguments: [
        ("https://git.example.org/team/set.git", "https://git.example.org/team/set.git"),
        ("https://Git.Example.org:443/a", "https://git.example.org/a"),
        ("https://git.example.org:8443/a%20b", "https://git.example.org:8443/a%20b"),
        ("https://[::1]:8443/a", "https://[::1]:8443/a"),
        // Not encrypted: only to this machine.
        ("http://localhost:3000/a", "http://localhost:3000/a"), ("http://127.0.0.1/a", "http://127.0.0.1/a"),
        ("http://[::1]/a", "http://[::1]/a"),
        ("ssh://git@git.example.org/team/set.git", "ssh://git@git.example.org/team/set.git"),
        ("ssh://git.example.org:22/a", "ssh://git.example.org/a"),
        ("ssh://git@git.example.org:2222/~me/a%20b", "ssh://git@git.example.org:2222/~me/a%20b"),
        ("git+ssh://git@h/a", "ssh://git@h/a"),
        // As scp writes it: relative to the home directory, or absolute.
        ("git@git.example.org:team/set.git", "git@git.example.org:team/set.git"),
        ("git@git.example.org:/srv/set.git", "ssh://git@git.example.org/srv/set.git"),
        ("git.example.org:set.git", "git.example.org:set.git"), ("git@[::1]:a", "git@[::1]:a"),
        ("/srv/git/set.git", "/srv/git/set.git"), ("file:///srv/a%20b", "/srv/a b"),
        ("file://localhost/srv/a", "/srv/a"),
    ])
    func `addresses are understood and shown in one form`(url: String, shown: String) throws {
        let remote = try GitRemote(url)
        #expect(remote.description == shown)
        #expect(try GitRemote(shown) == remote)
        #expect(try JSONDecoder().decode(GitRemote.self, from: JSONEncoder().encode(remote)) == remote)
    }

    @Test(arguments: [
        ("", GitURLError.empty),
        // Nothing that we can speak, or nothing at all.
        ("git://example.org/a", .scheme), ("ext::sh -c id", .scheme), ("ftp://example.org/a", .scheme),
        ("team/set", .relativePath), ("./set", .relativePath), ("file://other/a", .remoteFile),
        ("http://git.example.org/a", .plainHTTP), ("http://127.0.0.1.example.org/a", .plainHTTP),
        // Secrets belong elsewhere.
        ("https://me:hunter2@git.example.org/a", .password), ("https://hunter2@git.example.org/a", .user),
        ("https://:hunter2@git.example.org/a", .password), ("ssh://me:hunter2@git.example.org/a", .password),
        ("me:hunter2@git.example.org:a", .password), ("me:hun/ter2@git.example.org:a", .password),
        ("https://me:hun/ter2@git.example.org/a", .port), ("https://git.example.org/a?token=hunter2", .query),
        ("https://git.example.org/a#hunter2", .query),
        // Options in disguise.
        ("ssh://-oProxyCommand=id/a", .host), ("-oProxyCommand=id:a", .host), ("ssh://-l@h/a", .host),
        ("h:-x", .path), ("h:--upload-pack=id", .path),
        // Shell and control characters.
        ("ssh://h;id/a", .host), ("ssh://h$(id)/a", .host), ("ssh://`id`@h/a", .host), ("ssh://h'x/a", .host),
        ("ssh://h/a\nb", .badCharacters), ("ssh://h/a%0ab", .badCharacters), ("ssh://h/a%00", .badCharacters),
        ("ssh://h/a%zz", .badCharacters), ("https://h/a b", .badCharacters), ("https://h/a\\b", .badCharacters),
        ("https://h/a\u{7f}", .badCharacters), ("/srv/a\u{0}b", .badCharacters),
        // No host, port or path.
        ("https:///a", .host), ("ssh:///a", .host), ("https://h:0/a", .port), ("https://h:99999/a", .port),
        ("https://h:+80/a", .port), ("https://h:/a", .port), ("https://h", .path), ("https://h/", .path),
        ("ssh://h", .path), ("h:", .path), ("https://[::1/a", .host), ("https://[zz::]/a", .host),
    ])
    func `other addresses are refused without repeating them`(url: String, expected: GitURLError) {
        do throws(GitURLError) {
            _ = try GitRemote(url)
            Issue.record("'\(url)' was taken")
        } catch {
            #expect(error == expected, "'\(url)'")
            #expect(!error.description.contains("hunter2") && !error.description.contains("ter2"))
        }
    }

    /// Where an address in a repository's submodule settings leads.
    @Test(arguments: [
        ("https://h/team/set.git", "../lib.git", "https://h/team/lib.git"),
        ("https://h/team/set", "../../other/lib", "https://h/other/lib"), ("https://h/a", "./b", "https://h/a/b"),
        ("git@h:team/set", "../lib", "git@h:team/lib"), ("git@h:set", "../lib", "git@h:lib"),
        ("ssh://git@h:2222/team/set", "../lib", "ssh://git@h:2222/team/lib"), ("/srv/set", "../lib", "/srv/lib"),
        ("/srv/set", "/srv/lib", "/srv/lib"), ("https://h/a", "ssh://git@other/b", "ssh://git@other/b"),
    ])
    func `relative addresses are taken from the repository's own`(base: String, url: String, expected: String) throws {
        #expect(try GitRemote(base).relative(url).description == expected)
    }

    @Test(arguments: [
        ("https://h/set", "../../../etc", GitURLError.aboveTop), ("git@h:set", "../../x", .aboveTop),
        // A repository from elsewhere must not read this machine's files.
        ("https://h/a", "/etc", .localFromRemote), ("git@h:a", "file:///etc", .localFromRemote),
        ("https://h/a", "../b?x", .query), ("git@h:a", "../-x", .path), ("git@h:a", "../b\nc", .badCharacters),
    ])
    func `relative addresses cannot leave the server`(base: String, url: String, expected: GitURLError) throws {
        let remote = try GitRemote(base)
        #expect(throws: expected) { try remote.relative(url) }
    }

    @Test(arguments: [
        ("https://h/a", "https://h/b", true), ("https://h/a", "https://h:444/a", false),
        ("https://h/a", "https://h.example.org/a", false), ("http://localhost/a", "https://localhost/a", false),
        ("git@h:a", "ssh://other@h/b", true), ("git@h:a", "ssh://git@h:23/a", false), ("git@h:a", "https://h/a", false),
    ])
    func `credentials go only to one and the same server`(left: String, right: String, expected: Bool) throws {
        #expect(try GitRemote(left).hasSameServer(as: GitRemote(right)) == expected)
    }
}
