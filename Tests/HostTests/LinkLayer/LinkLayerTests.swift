import Archive
import Testing

@testable import Host

struct LinkLayerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let packages: [LinkedPackage]
        let listing: [String]
        var conflicts: [String] = []
    }

    @Test(arguments: merging + linksToDirectories + leaves + circles)
    func mergesTrees(_ example: Case) throws {
        let layer = try LinkLayer.merge(example.packages)
        #expect(layer.listing == example.listing)
        #expect(layer.conflicts.map { "\($0.path): \($0.winner) over \($0.loser)" } == example.conflicts)
    }

    /// Directories and plain conflicts.
    static let merging: [Case] = [
        Case(
            testDescription: "directories of several packages merge",
            packages: [.init("a", ["lib/x", "share/d/a"]), .init("b", ["lib/y", "share/d/b"])],
            listing: [
                "lib/x -> /nix/store/a/lib/x", "lib/y -> /nix/store/b/lib/y", "share/d/a -> /nix/store/a/share/d/a",
                "share/d/b -> /nix/store/b/share/d/b",
            ]),
        Case(
            testDescription: "the first package wins a file", packages: [.init("b", ["lib/x"]), .init("a", ["lib/x"])],
            listing: ["lib/x -> /nix/store/b/lib/x"], conflicts: ["lib/x: b over a"]),
        Case(
            testDescription: "every loser is named",
            packages: [.init("a", ["x"]), .init("b", ["x"]), .init("c", ["x -> y"])],
            listing: ["x -> /nix/store/a/x"], conflicts: ["x: a over b", "x: a over c"]),
        Case(
            testDescription: "a directory wins over an earlier file",
            packages: [.init("a", ["lib/x"]), .init("b", ["lib/x/y"])],
            listing: ["lib/x/y -> /nix/store/b/lib/x/y"], conflicts: ["lib/x: b over a"]),
        Case(
            testDescription: "empty directories survive",
            packages: [.init("a", ["share/empty/"]), .init("b", ["share/empty/", "opt/"])],
            listing: ["opt/", "share/empty/"]),
        Case(
            testDescription: "an empty directory wins over a file",
            packages: [.init("a", ["x"]), .init("b", ["x/"])], listing: ["x/"], conflicts: ["x: b over a"]),
        Case(
            testDescription: "one store path under two names counts once",
            packages: [.init("a", ["x"]), LinkedPackage(name: "alias", storePath: "/nix/store/a", tree: .file)],
            listing: ["x -> /nix/store/a/x"]),
        Case(
            testDescription: "an output that is no directory links nothing",
            packages: [
                LinkedPackage(name: "f", storePath: "/nix/store/f", tree: .file),
                LinkedPackage(name: "l", storePath: "/nix/store/l", tree: .symlink(target: "/nix/store/a")),
                .init("a", ["x"]),
            ], listing: ["x -> /nix/store/a/x"]),
        Case(
            testDescription: "what the runtime mounts and Nix's notes are never linked",
            packages: [
                .init(
                    "a",
                    [
                        "nix-support/setup-hook", "nix/x", "proc/x", "sys -> lib", "dev", "etc/hosts", "etc/hostname",
                        "etc/resolv.conf/x", "etc/mtab -> /proc/mounts", "etc/host.conf", "lib/nix-support/x",
                        "lib/etc/hosts", "lib/dev",
                    ])
            ],
            listing: [
                "etc/host.conf -> /nix/store/a/etc/host.conf", "lib/dev -> /nix/store/a/lib/dev",
                "lib/etc/hosts -> /nix/store/a/lib/etc/hosts",
                "lib/nix-support/x -> /nix/store/a/lib/nix-support/x",
            ]),
        Case(
            testDescription: "sorting is by whole paths, not by names within a folder",
            packages: [.init("a", ["d/x", "d-e", "d.f"])],
            listing: ["d-e -> /nix/store/a/d-e", "d.f -> /nix/store/a/d.f", "d/x -> /nix/store/a/d/x"]),
    ]

    /// Links to directories inside the same package.
    static let linksToDirectories: [Case] = [
        Case(
            testDescription: "a link to a directory stays where nobody else is",
            packages: [.init("a", ["lib/x", "lib64 -> lib"]), .init("b", ["lib/y"])],
            listing: ["lib/x -> /nix/store/a/lib/x", "lib/y -> /nix/store/b/lib/y", "lib64 -> /nix/store/a/lib64"]),
        Case(
            testDescription: "a link becomes a directory where another package has entries",
            packages: [.init("a", ["lib/x", "lib64 -> lib"]), .init("b", ["lib64/y"])],
            listing: [
                "lib/x -> /nix/store/a/lib/x", "lib64/x -> /nix/store/a/lib/x", "lib64/y -> /nix/store/b/lib64/y",
            ]),
        Case(
            testDescription: "so it does when the link comes second",
            packages: [.init("b", ["lib64/x"]), .init("a", ["lib/x", "lib64 -> lib/"])],
            listing: ["lib/x -> /nix/store/a/lib/x", "lib64/x -> /nix/store/b/lib64/x"],
            conflicts: ["lib64/x: b over a"]),
        Case(
            testDescription: "two links to directories merge",
            packages: [.init("a", ["lib/x", "lib64 -> lib"]), .init("b", ["l/y", "lib64 -> ./l"])],
            listing: [
                "l/y -> /nix/store/b/l/y", "lib/x -> /nix/store/a/lib/x", "lib64/x -> /nix/store/a/lib/x",
                "lib64/y -> /nix/store/b/l/y",
            ]),
        Case(
            testDescription: "relative, with dots, below a shared directory",
            packages: [.init("a", ["man/man1/t", "share/man -> ../man"]), .init("b", ["share/man/man1/x"])],
            listing: [
                "man/man1/t -> /nix/store/a/man/man1/t", "share/man/man1/t -> /nix/store/a/man/man1/t",
                "share/man/man1/x -> /nix/store/b/share/man/man1/x",
            ]),
        Case(
            testDescription: "absolute, into the own store path",
            packages: [.init("a", ["bin/x", "sbin -> /nix/store/a/bin"]), .init("b", ["sbin/y"])],
            listing: [
                "bin/x -> /nix/store/a/bin/x", "sbin/x -> /nix/store/a/bin/x", "sbin/y -> /nix/store/b/sbin/y",
            ]),
        Case(
            testDescription: "out of the store path and back in",
            packages: [.init("a", ["lib/x", "l -> ../a/lib"]), .init("b", ["l/y"])],
            listing: ["l/x -> /nix/store/a/lib/x", "l/y -> /nix/store/b/l/y", "lib/x -> /nix/store/a/lib/x"]),
        Case(
            testDescription: "a chain of links, and links inside of what is merged",
            packages: [
                .init("a", ["lib/x", "lib/sub/z", "lib/also -> sub", "l1 -> lib", "l2 -> l1"]),
                .init("b", ["l2/also/y"]),
            ],
            listing: [
                "l1 -> /nix/store/a/l1", "l2/also/y -> /nix/store/b/l2/also/y", "l2/also/z -> /nix/store/a/lib/sub/z",
                "l2/sub/z -> /nix/store/a/lib/sub/z", "l2/x -> /nix/store/a/lib/x",
                "lib/also -> /nix/store/a/lib/also", "lib/sub/z -> /nix/store/a/lib/sub/z",
                "lib/x -> /nix/store/a/lib/x",
            ]),
        Case(
            testDescription: "a chain over an absolute link",
            packages: [.init("a", ["d/l2 -> l1", "d/l1 -> /nix/store/a/lib", "lib/x"]), .init("b", ["d/l2/y"])],
            listing: [
                "d/l1 -> /nix/store/a/d/l1", "d/l2/x -> /nix/store/a/lib/x", "d/l2/y -> /nix/store/b/d/l2/y",
                "lib/x -> /nix/store/a/lib/x",
            ]),
        Case(
            testDescription: "dots after a link count from where the link leads",
            packages: [
                .init("a", ["deep/in/side/x", "deep/y", "in -> deep/in", "up -> in/.."]), .init("b", ["up/z"]),
            ],
            listing: [
                "deep/in/side/x -> /nix/store/a/deep/in/side/x", "deep/y -> /nix/store/a/deep/y",
                "in -> /nix/store/a/in", "up/in/side/x -> /nix/store/a/deep/in/side/x", "up/y -> /nix/store/a/deep/y",
                "up/z -> /nix/store/b/up/z",
            ]),
        Case(
            testDescription: "it wins over a file, and stays a link then",
            packages: [.init("b", ["lib64"]), .init("a", ["lib/x", "lib64 -> lib"])],
            listing: ["lib/x -> /nix/store/a/lib/x", "lib64 -> /nix/store/a/lib64"], conflicts: ["lib64: a over b"]),
    ]

    /// Links that are leaves like files.
    static let leaves: [Case] = [
        Case(
            testDescription: "links to files, to nothing, out of the store, through a file",
            packages: [
                .init("a", ["f", "to-f -> f", "gone -> nothing/x", "out -> ../../../etc/passwd", "through -> f/.."]),
                .init("b", ["to-f/x", "gone/x", "out/x", "through/x"]),
            ],
            listing: [
                "f -> /nix/store/a/f", "gone/x -> /nix/store/b/gone/x", "out/x -> /nix/store/b/out/x",
                "through/x -> /nix/store/b/through/x", "to-f/x -> /nix/store/b/to-f/x",
            ],
            conflicts: ["gone: b over a", "out: b over a", "through: b over a", "to-f: b over a"]),
        Case(
            testDescription: "a link into another package stays a leaf",
            packages: [.init("a", ["share -> /nix/store/b/share", "x -> ../b/share"]), .init("b", ["share/y"])],
            listing: ["share/y -> /nix/store/b/share/y", "x -> /nix/store/a/x"], conflicts: ["share: b over a"]),
        Case(
            testDescription: "a dangling link alone stays", packages: [.init("a", ["x -> gone"])],
            listing: ["x -> /nix/store/a/x"]),
        Case(
            testDescription: "no conflict between a file and a link to it, or two links to one file",
            packages: [
                .init("a", ["x -> /nix/store/b/x", "y -> /nix/store/c/y"]), .init("b", ["x", "y -> /nix/store/c/y"]),
            ],
            listing: ["x -> /nix/store/a/x", "y -> /nix/store/a/y"]),
    ]

    /// Links that lead round in circles, or to a directory above.
    static let circles: [Case] = [
        Case(
            testDescription: "links to each other are leaves",
            packages: [.init("a", ["x -> y", "y -> x", "s -> s"]), .init("b", ["x/f"])],
            listing: ["s -> /nix/store/a/s", "x/f -> /nix/store/b/x/f", "y -> /nix/store/a/y"],
            conflicts: ["x: b over a"]),
        Case(
            testDescription: "a link to its own folder is entered once",
            packages: [.init("a", ["inc/h", "inc/n -> ."]), .init("b", ["inc/n/i"])],
            listing: [
                "inc/h -> /nix/store/a/inc/h", "inc/n/h -> /nix/store/a/inc/h", "inc/n/i -> /nix/store/b/inc/n/i",
                "inc/n/n -> /nix/store/a/inc/n",
            ]),
        Case(
            testDescription: "two packages with the same circle end",
            packages: [.init("a", ["inc/h", "inc/n -> ."]), .init("b", ["inc/i", "inc/n -> ../inc"])],
            listing: [
                "inc/h -> /nix/store/a/inc/h", "inc/i -> /nix/store/b/inc/i", "inc/n/h -> /nix/store/a/inc/h",
                "inc/n/i -> /nix/store/b/inc/i", "inc/n/n -> /nix/store/a/inc/n",
            ], conflicts: ["inc/n/n: a over b"]),
    ]

    @Test func followsLinksIntoOtherStorePathsWhenTheirTreesAreKnown() throws {
        let other: TreeListing = ["bin/y", "bin/z -> y"]
        let packages: [LinkedPackage] = [.init("env", ["bin -> /nix/store/other/bin"]), .init("a", ["bin/x"])]

        let blind = try LinkLayer.merge(packages)
        #expect(blind.listing == ["bin/x -> /nix/store/a/bin/x"])
        #expect(blind.conflicts == [LinkConflict(path: "bin", winner: "a", loser: "env")])
        #expect(blind.unresolved == ["/nix/store/other"])

        let seeing = try LinkLayer.merge(packages) { $0 == "/nix/store/other" ? other.tree : nil }
        #expect(
            seeing.listing == [
                "bin/x -> /nix/store/a/bin/x", "bin/y -> /nix/store/other/bin/y", "bin/z -> /nix/store/other/bin/z",
            ])
        #expect(seeing.conflicts.isEmpty)
        #expect(seeing.unresolved.isEmpty)
    }

    @Test(arguments: [
        (["lib/.wh.x"], "/nix/store/a/lib/.wh.x"), ([".wh..wh..opq"], "/nix/store/a/.wh..wh..opq"),
        (["d/.wh.dir/"], "/nix/store/a/d/.wh.dir"), (["d/.wh.l -> x"], "/nix/store/a/d/.wh.l"),
    ])
    func refusesNamesThatWouldDeleteFiles(_ lines: [String], file: String) {
        #expect(throws: LinkLayerError.whiteout(package: "a", file: file)) {
            try LinkLayer.merge([.init("b", ["x"]), .init("a", TreeListing(lines))])
        }
    }

    @Test func takesNamesThatOnlyLookLikeWhiteouts() throws {
        let layer = try LinkLayer.merge([.init("a", ["nix-support/.wh.x", "x.wh.y", ".whx"])])
        #expect(layer.listing == [".whx -> /nix/store/a/.whx", "x.wh.y -> /nix/store/a/x.wh.y"])
    }

    @Test func endsWhenLinksMultiplyTheTree() {
        let folders = (0..<9).map { "d\($0)" }
        let lines = folders.flatMap { from in folders.map { "\(from)/to-\($0) -> ../\($0)" } }
        let alone = LinkedPackage("a", TreeListing(lines))
        var merger = LinkMerger([alone, LinkedPackage("b", TreeListing(lines))], limit: 10_000)
        #expect(throws: LinkLayerError.tooManyEntries(limit: 10_000)) { try merger.merged() }
        #expect(throws: Never.self) { try LinkLayer.merge([alone]) }
    }

    @Test func keepsNamesThatAreNotText() throws {
        let name = ByteString([0xFF, 0x2D])
        let tree = FileTree.directory([.init(name: name, tree: .file)])
        let layer = try LinkLayer.merge([LinkedPackage(name: "a", storePath: "/nix/store/a", tree: tree)])
        let target = ByteString(Array("/nix/store/a/".utf8) + name.bytes)
        #expect(layer.entries.contains(ArchiveEntry(path: name, kind: .symlink(target: target))))
    }
}
