import Conformance
import FoundationEssentials
import Host
import Layering
import Nix
import SystemPackage
import Testing

@testable import SourcesChannel

/// The files that come out.
@Suite(.requires("xz", "gzip", package: "xz-utils gzip"))
struct PopularityGraphTests {
    private struct Graph: Decodable {
        let nodes: [Node]

        struct Node: Decodable, Hashable {
            let path: String
            let name: String
            let version: String
            let size: Int64
            let refs: [String]
            let popularity: Int
        }
    }

    private func read<Value: Decodable>(_ type: Value.Type, _ file: FilePath) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: URL(filePath: file.string)))
    }

    private func count(_ server: NarInfoServer, _ folder: FilePath, follow: Bool) async throws -> ChannelPopularity {
        var configuration = ChannelSourceConfiguration(channel: "")
        configuration.channelURL = server.channelURL
        var options = PopularityCount.Options(cache: folder.appending("cache"))
        options.followsReferences = follow
        return try await PopularityCount(configuration, environment: [:], options: options).run("test") { _ in }
    }

    @Test(arguments: ["counts.json", "counts.json.gz"])
    func `The counts are a file that a popularity is read from`(name: String) async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 300) { server in
                let result = try await count(server, folder, follow: false)
                #expect(try await result.writeCounts(to: folder.appending(name)) == server.counts.count)
                let file = try PopularityFile(folder.appending(name).string, environment: [:])
                #expect(try await file.read() == Popularity(server.counts))
                if name.hasSuffix(".gz") { try await ServerProcess.shell("gzip -d \(name)", in: folder) }
                #expect(try read([String: Int].self, folder.appending("counts.json")) == server.counts)
                let text = try String(contentsOfFile: folder.appending("counts.json").string, encoding: .utf8)
                #expect(text.hasPrefix("{\"lib-part0-0.0\":"))
            }
        }
    }

    @Test func `The graph has what the list leads to, sorted, as far as it can be read`() async throws {
        try await withTemporaryFolder { folder in
            let missing: (Int) -> NarInfoServer.Behaviour = { $0 % 40 == 7 ? .missing : .good }
            try await NarInfoServer.run(folder, count: 600, unlisted: 5, behaviour: missing) { server in
                let result = try await count(server, folder, follow: true)
                let file = folder.appending("graph.json.gz")
                let written = try await result.writeGraph(to: file)
                try await ServerProcess.shell("gzip -d graph.json.gz", in: folder)
                let nodes = try read(Graph.self, folder.appending("graph.json")).nodes
                #expect(nodes.count == written)
                #expect(nodes == Self.expected(server))
                #expect(
                    nodes.contains { node in server.entries.contains { !$0.isListed && $0.path.path == node.path } })
                #expect(result.counts == server.counts, "paths off the list do not count")
            }
        }
    }

    /// Worked out from what the server was made of.
    private static func expected(_ server: NarInfoServer) -> [Graph.Node] {
        var reached: Set<String> = []
        // The later refer to the earlier, so once from the end is enough.
        for entry in server.entries.reversed() where entry.isListed || reached.contains(entry.path.path) {
            reached.insert(entry.path.path)
            if entry.isReadable { reached.formUnion(entry.references.map(\.path)) }
        }
        let entries = server.entries.filter { $0.isReadable && reached.contains($0.path.path) }
        let paths = Set(entries.map(\.path))
        return entries.sorted { $0.path < $1.path }.map { entry in
            let parts = entry.path.path.split(separator: "-")
            return Graph.Node(
                path: entry.path.path, name: "\(parts[1])-\(parts[2])", version: String(parts[3]), size: entry.narSize,
                refs: entry.references.filter { $0 != entry.path && paths.contains($0) }.map(\.path),
                popularity: entries.count { $0.path != entry.path && $0.references.contains(entry.path) })
        }
    }

    @Test func `A file that cannot be written leaves nothing behind and is named`() async throws {
        try await withTemporaryFolder { folder in
            try await NarInfoServer.run(folder, count: 5) { server in
                let result = try await count(server, folder, follow: false)
                let error = await #expect(throws: (any Error).self) {
                    _ = try await result.writeCounts(to: folder.appending("nowhere/counts.json"))
                }
                #expect(error.map { "\($0)" }?.contains("\(folder)/nowhere/counts.json") == true)
            }
        }
    }
}
