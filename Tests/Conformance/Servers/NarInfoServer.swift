import FoundationEssentials
package import Nix
import Synchronization
package import SystemPackage

/// A channel of random store paths and its binary cache, on one server.
package struct NarInfoServer: Sendable {
    /// How the server answers when it is asked for a path's narinfo.
    package enum Behaviour: Sendable {
        case good, slow, missing, malformed
        /// Good when it is asked again.
        case busyOnce, cutOnce
        case failing
    }

    /// A store path with its narinfo.
    package struct Entry: Sendable {
        package let path: StorePath
        package let narSize: Int64
        /// May hold the path itself.
        package let references: [StorePath]
        /// Whether the channel's list has it.
        package let isListed: Bool
        package let behaviour: Behaviour

        package var isReadable: Bool { ![.missing, .malformed, .failing].contains(behaviour) }
    }

    package static let commit = String(repeating: "c", count: 40)

    package let entries: [Entry]
    package let server: ScriptedServer
    private let replies: NarInfoReplies

    /// Runs `body` with a server that is stopped at the end. Needs `xz`.
    ///
    /// - Parameters:
    ///   - behaviour: of each entry by its number; the later ones refer to the earlier.
    ///   - unlisted: every so many-th is not on the channel's list.
    package static func run<Result>(
        _ folder: FilePath, count: Int, seed: UInt64 = 1, unlisted: Int = .max,
        behaviour: (Int) -> Behaviour = { _ in .good }, body: (NarInfoServer) async throws -> Result
    ) async throws -> Result {
        let entries = Self.entries(count, seed: seed, unlisted: unlisted, behaviour)
        let list = folder.appending("store-paths")
        try list.write(entries.filter(\.isListed).map { "\($0.path)\n" }.joined())
        try await ServerProcess.shell("xz store-paths", in: folder)
        let data = try Data(contentsOf: URL(filePath: "\(list).xz"))
        let server = try NarInfoServer(entries, list: Array(data))
        defer { server.server.stop() }
        return try await body(server)
    }

    private init(_ entries: [Entry], list: [UInt8]) throws {
        let replies = NarInfoReplies(entries, list: list)
        (self.entries, self.replies) = (entries, replies)
        server = try ScriptedServer { replies.reply(to: $0) }
    }

    package var channelURL: String { server.url("/channels/{channel}") }

    /// How many requests for narinfos there were.
    package var requests: Int { replies.asked.values.reduce(0, +) }

    /// How many requests for the narinfos of some entries there were.
    package func requests(for entries: some Sequence<Entry>) -> Int {
        let asked = replies.asked
        return entries.reduce(0) { $0 + (asked[$1.path.hash] ?? 0) }
    }

    /// How many narinfos were asked for.
    package var asked: Int { replies.asked.count }

    /// Bytes that each narinfo has besides.
    package func setPadding(_ count: Int) { replies.padding.withLock { $0 = count } }

    /// What the Go program would count: references by name in all narinfos of the list that can be read, more than one.
    package var counts: [String: Int] {
        let readable = entries.filter { $0.isListed && $0.isReadable }
        let names = readable.flatMap(\.references).map { String($0.baseName.dropFirst(33)) }
        return Dictionary(grouping: names) { $0 }.mapValues(\.count).filter { $0.value > 1 }
    }

    private static func entries(
        _ count: Int, seed: UInt64, unlisted: Int, _ behaviour: (Int) -> Behaviour
    ) -> [Entry] {
        var generator = SeededGenerator(seed: seed)
        var entries: [Entry] = []
        for number in 0..<count {
            let path = randomPath(number, &generator)
            var references = (0..<Int.random(in: 0...8, using: &generator)).compactMap { _ in
                entries.randomElement(using: &generator)?.path
            }
            if Bool.random(using: &generator) { references.append(path) }
            entries.append(
                Entry(
                    path: path, narSize: Int64.random(in: 1...1 << 30, using: &generator),
                    references: Set(references).sorted(), isListed: number % unlisted != unlisted - 1,
                    behaviour: behaviour(number)))
        }
        return entries
    }

    /// Several paths have one name, as outputs of different builds do.
    private static func randomPath(_ number: Int, _ generator: inout SeededGenerator) -> StorePath {
        let characters = Array("0123456789abcdfghijklmnpqrsvwxyz")
        let hash = (0..<32).compactMap { _ in characters.randomElement(using: &generator) }
        let name = "lib-part\(number % 700)-\(number % 3).\(number % 2)"
        guard let path = try? StorePath("/nix/store/\(String(hash))-\(name)") else {
            fatalError("such paths are right")
        }
        return path
    }
}
