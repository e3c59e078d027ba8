import Testing

@testable import Nix

struct PublicTextTests {
    /// Text, what users see of it; the package set lies in `/srv/my set`.
    static let texts = [
        ("no thanks", "no thanks"), ("it's a cat's life", "it's a cat's life"),
        ("getting status of '/srv/my set/a/b.nix': No such file", "getting status of 'a/b.nix': No such file"),
        ("file '/srv/my set' is bad", "file '.' is bad"), ("at /home/ann/x.nix:3:4", "at …/x.nix:3:4"),
        ("opening '/home/ann/my secrets/x'", "opening '…/x'"), ("in ‘/home/ann/x.nix’", "in ‘…/x.nix’"),
        ("keep /nix/store/abc-hello/bin", "keep /nix/store/abc-hello/bin"), ("a / b", "a / b"), ("and/or", "and/or"),
        ("x=/etc/shadow", "x=…/shadow"), ("(see /etc/shadow)", "(see …/shadow)"), ("~/private/x", "…/x"),
        ("path:/home/ann/flake", "path:…/flake"), ("file:///home/ann/x.tar", "file:…/x.tar"),
        ("git+file:///home/ann/repo?ref=x", "file:…/repo"),
        ("https://ann:pass@example.com/a?token=abc#x", "https://example.com/a"),
        ("see https://a:b@h/x?t=1,2;k=[3] and /home/y", "see https://h/x and …/y"),
        ("a=/b/c,d=[/e/f]", "a=…/c,d=[…/f]"),
        ("from 'https://example.com:8080/a/b'.", "from 'https://example.com:8080/a/b'."),
        ("'see https://u:p@h/x for /home/ann/y", "'see https://h/x for …/y"),
        ("it's in '/home/ann/x' and isn't in /home/bob/y", "it's in '…/x' and isn't in …/y"),
    ]

    @Test(arguments: texts)
    func `Folders, users and passwords are left out`(_ text: String, _ seen: String) {
        #expect(PublicText.make(text, root: "/srv/my set") == seen)
    }

    @Test func `A long text is cut`() {
        let text = PublicText.make(String(repeating: "word ", count: 1000), root: "/x")
        #expect(text.count == 301 && text.hasSuffix("…"))
    }
}
