import Conformance
import FoundationEssentials
import Host
import Nix
import SystemPackage
import Testing

@testable import SourcesChannel

@Suite struct NarInfoJournalTests {
    private let cache: FetchAddress
    private let infos: [NarInfo]

    init() throws {
        cache = try FetchAddress("http://127.0.0.1:1/cache")
        let paths = try (0..<10).map { number in
            try StorePath("/nix/store/\(String(repeating: "\(number)", count: 32))-part-\(number)")
        }
        infos = paths.enumerated().map { NarInfo(path: $1, narSize: Int64($0 + 1), references: paths.prefix($0)) }
    }

    /// Writes all of them to a new journal.
    ///
    /// - Returns: its file.
    private func write(in folder: FilePath) async throws -> FilePath {
        try await NarInfoJournal.with(folder, of: cache) { journal, table in
            #expect(infos.allSatisfy { table[$0.path] == nil })
            for info in infos { try await journal.append(info) }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.string)
        return folder.appending(try #require(names.first))
    }

    private func read(in folder: FilePath) async throws -> [NarInfo] {
        try await NarInfoJournal.with(folder, of: cache) { _, table in infos.compactMap { table[$0.path] } }
    }

    @Test func `What was appended is there again, in a folder that is made`() async throws {
        try await withTemporaryFolder { folder in
            _ = try await write(in: folder.appending("new/cache"))
            #expect(try await read(in: folder.appending("new/cache")) == infos)
        }
    }

    @Test func `A last line that was cut short is dropped, wherever it was cut`() async throws {
        try await withTemporaryFolder { folder in
            let file = try await write(in: folder)
            let text = try String(contentsOfFile: file.string, encoding: .utf8)
            let last = try #require(text.dropLast().lastIndex(of: "\n"))
            for end in text.indices where end > last {
                try file.write(String(text[..<end]))
                #expect(try await read(in: folder) == infos.dropLast())
                // What is appended then stands on a line of its own.
                try await NarInfoJournal.with(folder, of: cache) { journal, _ in try await journal.append(infos[9]) }
                #expect(try await read(in: folder) == infos)
            }
        }
    }

    @Test func `A damaged line is as good as not there`() async throws {
        try await withTemporaryFolder { folder in
            let file = try await write(in: folder)
            let lines = try String(contentsOfFile: file.string, encoding: .utf8).split(separator: "\n").map(String.init)
            for damaged in ["", "\0\0\0", "x 5", infos[4].path.baseName, "\(infos[4].path.baseName) 5 ../x"] {
                var lines = lines
                lines[4] = damaged
                try file.write(lines.joined(separator: "\n") + "\n")
                #expect(try await read(in: folder) == infos.filter { $0 != infos[4] })
            }
        }
    }

    @Test func `Replaced, it has what some paths lead to, whatever a killed process left beside it`() async throws {
        try await withTemporaryFolder { folder in
            let file = try await write(in: folder)
            try FilePath("\(file).new").write("half a line")
            try await NarInfoJournal.with(folder, of: cache) { journal, table in
                // Each refers to all before it.
                try await journal.replace(with: table.reached(from: [infos[3].path]), of: table)
            }
            #expect(try await read(in: folder) == Array(infos[...3]))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.string).count == 1)
            // It goes on from there.
            try await NarInfoJournal.with(folder, of: cache) { journal, _ in try await journal.append(infos[9]) }
            #expect(try await read(in: folder) == infos[...3] + [infos[9]])
        }
    }

    @Test func `A size that no store path has is as good as not there`() async throws {
        try await withTemporaryFolder { folder in
            let file = try await write(in: folder)
            for size in ["1125899906842625", "9223372036854775807"] {
                try file.write("\(infos[0].path.baseName) \(size)\n")
                #expect(try await read(in: folder) == [])
            }
        }
    }

    @Test func `Two at once are refused, and each binary cache has its own`() async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoJournal.with(folder, of: cache) { journal, _ in
                try await journal.append(infos[0])
                let error = await #expect(throws: PopularityError.self) { try await read(in: folder) }
                #expect(error?.description.contains("is another popcount running?") == true)
                let other = try FetchAddress("http://127.0.0.1:2/cache")
                try await NarInfoJournal.with(folder, of: other) { _, table in #expect(table[infos[0].path] == nil) }
            }
        }
    }

    @Test func `A folder that cannot be made is an error that names it`() async throws {
        try await withTemporaryFolder { folder in
            try folder.appending("file").write("")
            let error = await #expect(throws: PopularityError.self) {
                _ = try await read(in: folder.appending("file"))
            }
            #expect(error?.description.contains("\(folder)/file") == true)
        }
    }
}
