import OCI
import SourcesGit
import Testing

@Suite struct RefTests {
    @Test(arguments: ["main", "release-v2", "v1.2.3", "feature/x", "a/b/c", "_x", "ünï", "x@y", "a.b"])
    func `takes names that git allows`(name: String) {
        #expect(RefName(branch: name)?.full == "refs/heads/\(name)")
        #expect(RefName(tag: name)?.short == name)
    }

    @Test(arguments: [
        "",  // nothing
        "..", "a..b", "../x", "a/../b",  // ways up
        "-x", "--upload-pack=x",  // options
        "a\nb", "a\0b", "\u{7f}", "a\tb", "a b",  // control characters and spaces
        "refs/heads/main", "refs/x",  // full names inside of others
        "/a", "a/", "a//b", ".a", "a/.b", "a.", "a.lock", "a.lock/b",  // parts that git keeps for itself
        "a:b", "+a:b", "a*", "a?", "a[b", "a\\b", "a^", "a~1", "@", "a@{1}",  // git's own syntax
        String(repeating: "x", count: 1025),  // longer than any file name that git could write
    ])
    func `refuses names that git does not allow or could take for something else`(name: String) {
        #expect(RefName(branch: name) == nil)
        #expect(RefName(tag: name) == nil)
    }

    @Test(arguments: ["refs/remotes/origin/main", "refs/notes/x", "HEAD", "refs/heads", "refs/tags/", "main"])
    func `only branches and tags are names of refs`(name: String) {
        #expect(RefName(name) == nil)
    }

    @Test(arguments: [
        ("refs/heads/**", "refs/heads/a/b", true), ("refs/heads/**", "refs/tags/a", false),
        ("refs/heads/*", "refs/heads/a", true), ("refs/heads/*", "refs/heads/a/b", false),
        ("refs/tags/v*", "refs/tags/v1.0", true), ("refs/tags/v*", "refs/tags/x", false),
        ("refs/heads/release-*/x", "refs/heads/release-1/x", true), ("**", "refs/heads/a", true),
        ("refs/heads/main", "refs/heads/main2", false), ("refs/heads/main", "refs/heads/main", true),
    ])
    func `patterns match names`(pattern: String, name: String, matches: Bool) {
        #expect(RefPattern(pattern).matches(name) == matches)
    }

    @Test func `a tag asks for HEAD, a commit, or a name`() throws {
        let commit = "0123456789abcdef0123456789abcdef01234567"
        let selector = RefSelector.commit(try #require(ObjectID(commit)))
        #expect(RefSelector(.latest) == .head)
        #expect(try RefSelector(Tag(commit)) == selector)
        #expect(try RefSelector(Tag(commit.uppercased())) == selector)
        #expect(try RefSelector(Tag("0123456")) == .name("0123456"))
        #expect(try RefSelector(Tag("a..b")) == nil)
        #expect(try RefSelector(Tag("a.lock")) == nil)
    }
}
