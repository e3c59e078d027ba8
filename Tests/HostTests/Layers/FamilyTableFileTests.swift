import Conformance
import FoundationEssentials
import Glibc
import Layering
import SystemPackage
import Testing

@testable import Host

@Suite struct FamilyTableFileTests {
    private static let families = [
        FamilyTable.Family(
            .groups([.groups([.package("libstdc++"), .package("libgcc")]), .package("bison")]), seen: 212),
        .init(.package("glibc"), seen: 541),
        .init(.groups([.package("quo\"ted"), .package("naïve"), .package("a/b")]), seen: 0),
    ]

    private static func table() throws -> FamilyTable {
        let few = [FamilyTable.Family(.groups([.package("glibc"), .package("bison")]), seen: 541)]
        return try FamilyTable(
            images: 541, levels: [.init(budget: .few, families: few), .init(budget: .standard, families: families)])
    }

    @Test func `A table is written with one line per family and read again as it was`() async throws {
        try await LayerFileFolder.run { files in
            let table = try Self.table()
            try await FamilyTableFile.write(table, to: files.file)
            #expect(
                try await files.text == """
                    {"version":1,"images":541,"levels":[
                    {"budget":94,"families":[
                    {"packages":["a/b","naïve","quo\\"ted"],"seen":0},
                    {"packages":["bison",["libgcc","libstdc++"]],"seen":212},
                    {"packages":["glibc"],"seen":541}
                    ]},
                    {"budget":40,"families":[
                    {"packages":["bison","glibc"],"seen":541}
                    ]}
                    ]}

                    """)
            #expect(try await FamilyTableFile.read(files.file) == table)
        }
    }

    @Test func `Large families, also with many groups in groups, take lines that can be read`() async throws {
        let names = (0..<200).map { "package, \"number\" \($0)" }
        let chain = names[..<64].reduce(PackageGroup.package("p")) { .groups([$0, .package($1)]) }
        let table = try FamilyTable(
            images: 9,
            levels: [
                .init(
                    budget: .standard,
                    families: [
                        .init(.groups(names[64...].map { .package($0) }), seen: 1), .init(chain, seen: 1),
                    ])
            ])
        try await LayerFileFolder.run { files in
            try await FamilyTableFile.write(table, to: files.file)
            let lines = try await files.text.split(separator: "\n")
            #expect(lines.allSatisfy { $0.count < 200 })
            #expect(try await FamilyTableFile.read(files.file) == table)
        }
    }

    @Test(.requires("gzip")) func `A file whose name ends in .gz is compressed, and read again as it was`() async throws
    {
        try await LayerFileFolder.run { files in
            let table = try Self.table()
            try await FamilyTableFile.write(table, to: files.file)
            let plain = try await files.text
            let file = files.folder.appending("table.json.gz")
            try await FamilyTableFile.write(table, to: file)
            #expect(try await FamilyTableFile.read(file) == table)
            try await ServerProcess.shell("gzip -dc table.json.gz >file.json", in: files.folder)
            #expect(try await files.text == plain)
        }
    }

    @Test func `A table without families is a table`() async throws {
        try await LayerFileFolder.run { files in
            let table = try FamilyTable(images: 0, levels: [.init(budget: .standard, families: [])])
            try await FamilyTableFile.write(table, to: files.file)
            #expect(try await FamilyTableFile.read(files.file) == table)
        }
    }

    @Test(arguments: [true, false]) func `A table says whether its images were drawn`(areDrawn: Bool) async throws {
        try await LayerFileFolder.run { files in
            let table = try FamilyTable(images: 3, areDrawn: areDrawn, levels: [])
            try await FamilyTableFile.write(table, to: files.file)
            #expect(try await files.text.contains("\"drawn\"") == areDrawn)
            #expect(try await FamilyTableFile.read(files.file) == table)
        }
    }

    @Test func `Order and spaces in a file do not matter`() async throws {
        let text = """
            { "levels": [{"budget": 94, "families": [ {"seen": 1, "packages": ["z"]},
              {"seen": 2, "packages": ["c", "a"]} ]}], "images": 3, "version": 1 }
            """
        try await LayerFileFolder.run(text) { files in
            let pair = FamilyTable.Family(.groups([.package("a"), .package("c")]), seen: 2)
            let families = [FamilyTable.Family(.package("z"), seen: 1), pair]
            let expected = try FamilyTable(images: 3, levels: [.init(budget: .standard, families: families)])
            #expect(try await FamilyTableFile.read(files.file) == expected)
        }
    }

    @Test(.requires("gzip")) func `A compressed table is read, a part of one is refused`() async throws {
        try await LayerFileFolder.run { files in
            let table = try Self.table()
            try await FamilyTableFile.write(table, to: files.file)
            #expect(try await FamilyTableFile.read(files.compressed()) == table)
            let cut = try await files.compressed(cutTo: 40)
            let error = await #expect(throws: LayerFileError.self) { try await FamilyTableFile.read(cut) }
            #expect(error?.reason == "its gzip data is damaged: it ends too early")
        }
    }

    static let faults = [
        // What is no table at all.
        FileFault("", "it is empty"),
        FileFault(" \n", "it is empty"),
        FileFault("{\"version\":1,", "it is not JSON"),
        FileFault("[]", "it has another form"),
        FileFault("{}", "'version' is missing"),
        // Another version may have other fields, so it is said first.
        FileFault("{\"version\":2}", "it is a table of version 2, and only version 1 is known here"),
        // A table with a fault.
        FileFault("{\"version\":1,\"levels\":[]}", "'images' is missing"),
        FileFault("{\"version\":1,\"images\":1}", "'levels' is missing"),
        FileFault("{\"version\":1,\"images\":-1,\"levels\":[]}", "it counts fewer than no images"),
        FileFault(
            "{\"version\":1,\"images\":1,\"levels\":[{\"families\":[]}]}", "'levels[0].budget' is missing"),
        FileFault(
            "{\"version\":1,\"images\":1,\"levels\":[{\"budget\":127,\"families\":[]}]}",
            "a layer budget is 1 to 126, not 127"),
        FileFault(
            "{\"version\":1,\"images\":1,\"levels\":[{\"budget\":9,\"families\":[]},{\"budget\":9,\"families\":[]}]}",
            "it has two levels for 9 layers"),
        // A level with a fault.
        families(
            "{\"packages\":[\"a\"],\"seen\":1},{\"packages\":\"b\",\"seen\":1}",
            "'levels[0].families[1].packages' has the wrong type"),
        families("{\"packages\":[\"a\",[1]],\"seen\":1}", "'levels[0].families[0].packages[1][0]' has the wrong type"),
        families("{\"packages\":[\"a\"]}", "'levels[0].families[0].seen' is missing"),
        families("{\"packages\":[],\"seen\":1}", "it has a family, or a group in one, without packages"),
        families(
            "{\"packages\":[\"a\",[\"b\",[]]],\"seen\":1}", "it has a family, or a group in one, without packages"),
        families("{\"packages\":[[],[]],\"seen\":1}", "it has a family, or a group in one, without packages"),
        families(
            "{\"packages\":[\"a\",[\"b\"]],\"seen\":1},{\"packages\":[\"b\"],\"seen\":1}",
            "it has the package 'b' twice"),
        families("{\"packages\":[\"b\",[\"b\"]],\"seen\":1}", "it has the package 'b' twice"),
    ]

    private static func families(_ lines: String, _ reason: String) -> FileFault {
        FileFault("{\"version\":1,\"images\":1,\"levels\":[{\"budget\":94,\"families\":[\(lines)]}]}", reason)
    }

    @Test(arguments: faults) func `A faulty file is refused with its name and the reason`(_ fault: FileFault)
        async throws
    {
        try await fault.expectRefusal { try await FamilyTableFile.read($0) }
    }

    @Test func `A file that is not there and a folder are refused`() async throws {
        try await LayerFileFolder.run { files in
            let missing = files.folder.appending("missing")
            var error = await #expect(throws: LayerFileError.self) { try await FamilyTableFile.read(missing) }
            #expect(error?.description == "'\(missing)' cannot be used: there is no such file")
            error = await #expect(throws: LayerFileError.self) { try await FamilyTableFile.read(files.folder) }
            #expect(error?.reason == "Is a directory")
        }
    }

    @Test func `A table that cannot be written leaves the old one and nothing beside it`() async throws {
        try await LayerFileFolder.run { files in
            let table = try Self.table()
            try await FamilyTableFile.write(table, to: files.file)
            let link = files.folder.appending("link")
            try #require(symlink(files.file.string, link.string) == 0)
            await #expect(throws: ExportError.notAFile(link)) { try await FamilyTableFile.write(table, to: link) }
            let nowhere = files.folder.appending("none/table.json")
            await #expect(throws: ExportError.file(nowhere, .noSuchFileOrDirectory)) {
                try await FamilyTableFile.write(table, to: nowhere)
            }
            #expect(try await FamilyTableFile.read(files.file) == table)
            #expect(try FileManager.default.contentsOfDirectory(atPath: files.folder.string).count == 2)
        }
    }
}
