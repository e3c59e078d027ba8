import Host
import Nix
import OCI
package import SystemPackage

/// What was read of a channel, and what can be written of it.
package struct ChannelPopularity: Sendable {
    package let channel: String
    /// nil where the release does not say.
    package let commit: String?
    package let progress: PopularityProgress
    private let listed: [StorePath]
    private let table: NarInfoTable

    init(
        channel: String, commit: String?, listed: [StorePath], table: NarInfoTable, progress: PopularityProgress
    ) {
        (self.channel, self.commit, self.progress) = (channel, commit, progress)
        (self.listed, self.table) = (listed, table)
    }

    /// What the Go program would name the file of counts.
    package var fileName: String { Self.fileName(of: channel, commit: commit) }

    /// - Parameter commit: nil where the release does not say, or is not known yet.
    package static func fileName(of channel: String, commit: String?) -> String {
        // Of a URL the last name in its path.
        let name = channel.prefix { $0 != "?" }.split(separator: "/").last.map(String.init) ?? "channel"
        return (["popularity", name] + [commit].compactMap { $0 }).joined(separator: "-") + ".json"
    }

    /// References by the name and version of what is referred to, in the numbers of the Go program: those of all listed paths,
    /// to themselves as well, without names that are referred to once.
    package var counts: [String: Int] {
        var counts: [String: Int] = [:]
        for path in listed {
            for reference in table[path]?.references ?? [] { counts[reference.name, default: 0] += 1 }
        }
        return counts.filter { $0.value > 1 }
    }

    /// Writes ``counts`` as the JSON that Nixery reads.
    ///
    /// - Returns: how many names it has.
    package func writeCounts(to file: FilePath) async throws -> Int {
        let counts = counts
        try await ResultFile.write(to: file) { file in
            try await file.write(CanonicalJSON.encode(counts) + [UInt8(ascii: "\n")])
        }
        return counts.count
    }

    /// Writes all that is known as a graph, a line for each store path, sorted:
    ///
    ///     {"nodes":[
    ///     {"name":"hello","path":"/nix/store/…-hello-2.12","popularity":1,"refs":["/nix/store/…"],"size":226560,"version":"2.12"}
    ///     ]}
    ///
    /// `popularity` is how many other paths of the graph refer to it. References to what is not in the graph are left out.
    ///
    /// - Returns: how many store paths it has.
    package func writeGraph(to file: FilePath) async throws -> Int {
        let nodes = nodes
        try await ResultFile.write(to: file) { file in
            try await file.write(Array(#"{"nodes":["#.utf8))
            for (index, node) in nodes.enumerated() {
                try await file.write(Array(index == 0 ? "\n".utf8 : ",\n".utf8) + CanonicalJSON.encode(node))
            }
            try await file.write(Array("\n]}\n".utf8))
        }
        return nodes.count
    }

    private struct Node: Encodable {
        let path: String
        let name: String
        let version: String
        let size: Int64
        let refs: [String]
        let popularity: Int
    }

    /// Listed paths and what they lead to, as far as it is known; sorted by path.
    private var nodes: [Node] {
        let reached = table.reached(from: listed)
        let known = Set(reached)
        let infos = reached.compactMap { table[$0] }
        var popularity: [StorePath: Int] = [:]
        for info in infos {
            for reference in info.references where reference != info.path { popularity[reference, default: 0] += 1 }
        }
        return infos.map { info in
            Node(
                path: info.path.path, name: info.path.packageName, version: info.path.version, size: info.narSize,
                refs: info.references.filter { $0 != info.path && known.contains($0) }.map(\.path),
                popularity: popularity[info.path] ?? 0)
        }
    }
}
