import Archive
import Testing

@testable import Host

struct EssentialsTests {
    @Test func anImageWithoutPackagesHasTheEssentials() throws {
        let layer = try LinkLayer.merge([])
        #expect(
            layer.entries.map(\.path.description) == [
                "etc", "etc/group", "etc/nsswitch.conf", "etc/passwd", "root", "tmp", "var", "var/tmp",
            ])
        #expect(layer["etc"] == .directory(mode: 0o755))
        #expect(layer["root"] == .directory(mode: 0o700))
        #expect(layer["tmp"] == .directory(mode: 0o1777))
        #expect(layer["var"] == .directory(mode: 0o755))
        #expect(layer["var/tmp"] == .directory(mode: 0o1777))
    }

    @Test func passwdAndGroupAreWellFormedAndKnowRoot() throws {
        let layer = try LinkLayer.merge([])
        let passwd = try lines(layer["etc/passwd"])
        #expect(passwd.allSatisfy { $0.count { $0 == ":" } == 6 })
        #expect(passwd.contains { $0.hasPrefix("root:x:0:0:") })
        #expect(passwd.contains { $0.hasPrefix("nobody:x:65534:65534:") })
        let groups = try lines(layer["etc/group"])
        #expect(groups.allSatisfy { $0.count { $0 == ":" } == 3 })
        #expect(groups.contains { $0.hasPrefix("root:x:0:") })
        #expect(try lines(layer["etc/nsswitch.conf"]).contains("hosts: files dns"))
    }

    private func lines(_ kind: ArchiveEntry.Kind?) throws -> [Substring] {
        guard case .file(0o644, let contents) = kind else { throw Unexpected() }
        let text = String(decoding: contents, as: UTF8.self)
        #expect(text.hasSuffix("\n"))
        return text.split(separator: "\n")
    }

    struct Unexpected: Error {}

    @Test(arguments: [
        // A package's own win.
        (["bin/bash", "bin/sh -> bash"], "bin/sh", "/nix/store/a/bin/sh"),
        (["etc/passwd"], "etc/passwd", "/nix/store/a/etc/passwd"),
        (["etc/group"], "etc/group", "/nix/store/a/etc/group"),
        (["etc/nsswitch.conf"], "etc/nsswitch.conf", "/nix/store/a/etc/nsswitch.conf"),
        (["bin/env", "usr/bin/env"], "usr/bin/env", "/nix/store/a/usr/bin/env"),
        // What is missing leads to the package's file.
        (["bin/bash"], "bin/sh", "/nix/store/a/bin/bash"),
        (["bin/env"], "usr/bin/env", "/nix/store/a/bin/env"),
        (["bin/env", "usr -> ."], "usr/bin/env", "/nix/store/a/bin/env"),
        (["sys/bin/env", "bin -> sys/bin"], "usr/bin/env", "/nix/store/a/sys/bin/env"),
        (
            ["etc/ssl/certs/ca-bundle.crt"], "etc/ssl/certs/ca-certificates.crt",
            "/nix/store/a/etc/ssl/certs/ca-bundle.crt"
        ),
        (
            ["etc/ssl/certs/ca-certificates.crt"], "etc/ssl/certs/ca-bundle.crt",
            "/nix/store/a/etc/ssl/certs/ca-certificates.crt"
        ),
        (
            ["share/b.crt", "etc/ssl/certs/ca-bundle.crt -> ../../../share/b.crt"], "etc/ssl/certs/ca-certificates.crt",
            "/nix/store/a/etc/ssl/certs/ca-bundle.crt"
        ),
        // Links to directories are opened for what is added in them.
        (
            ["pki/ca-bundle.crt", "etc/ssl/certs -> ../../pki"], "etc/ssl/certs/ca-certificates.crt",
            "/nix/store/a/pki/ca-bundle.crt"
        ),
    ])
    func linksWhatIsMissing(_ lines: [String], path: String, target: String) throws {
        let layer = try LinkLayer.merge([.init("a", TreeListing(lines))])
        #expect(layer[path] == .symlink(target: ByteString(target)))
    }

    @Test(arguments: [
        ([], "bin/sh"), (["bin/zsh"], "bin/sh"), (["bin/bash/x"], "bin/sh"), (["lib/x"], "usr/bin/env"),
        (["etc/ssl/x"], "etc/ssl/certs"),
    ])
    func addsNoLinkWithoutAFileBehindIt(_ lines: [String], path: String) throws {
        #expect(try LinkLayer.merge([.init("a", TreeListing(lines))])[path] == nil)
    }

    @Test func theFirstShellIsTheOneThatBashMeans() throws {
        let layer = try LinkLayer.merge([.init("b", ["bin/bash"]), .init("a", ["bin/bash"])])
        #expect(layer["bin/sh"] == .symlink(target: "/nix/store/b/bin/bash"))
    }

    @Test(arguments: [
        ["tmp"], ["tmp -> /nowhere"], ["tmp -> var/tmp"], ["var"], ["var/tmp -> /tmp"], ["var/tmp"], ["root -> x"],
    ])
    func packagesCannotReplaceWritableDirectories(_ lines: [String]) throws {
        let layer = try LinkLayer.merge([.init("a", TreeListing(lines))])
        #expect(layer.listing.isEmpty)
        #expect(layer["tmp"] == .directory(mode: 0o1777))
        #expect(layer["var/tmp"] == .directory(mode: 0o1777))
        #expect(layer["root"] == .directory(mode: 0o700))
        let path = lines[0].prefix { $0 != " " }
        #expect(layer.conflicts == [LinkConflict(path: ByteString(String(path)), winner: Essentials.name, loser: "a")])
    }

    @Test func packagesMayPutThingsIntoWritableDirectories() throws {
        let layer = try LinkLayer.merge([.init("a", ["tmp/x", "data/y", "var -> data"])])
        #expect(
            layer.listing == [
                "data/y -> /nix/store/a/data/y", "tmp/x -> /nix/store/a/tmp/x", "var/y -> /nix/store/a/data/y",
            ])
        #expect(layer["tmp"] == .directory(mode: 0o1777))
        #expect(layer["var"] == .directory(mode: 0o755))
    }

    /// Such a package alone keeps its programs rather than `/bin/sh`.
    @Test func aLinkOutOfThePackageIsNotReplacedByAnEssential() throws {
        let layer = try LinkLayer.merge([.init("env", ["bin -> /nix/store/other/bin"])])
        #expect(layer.listing == ["bin -> /nix/store/env/bin"])
        #expect(layer.unresolved == ["/nix/store/other"])
    }
}
