import Glibc
import Nix
import Synchronization

/// What a ``NarInfoServer`` answers.
final class NarInfoReplies: Sendable {
    let padding = Mutex(0)
    private let counts = Mutex<[String: Int]>([:])
    private let entries: [String: NarInfoServer.Entry]
    private let list: [UInt8]

    init(_ entries: [NarInfoServer.Entry], list: [UInt8]) {
        self.entries = Dictionary(uniqueKeysWithValues: entries.map { ("/cache/\($0.path.hash).narinfo", $0) })
        self.list = list
    }

    /// How often each narinfo was asked for.
    var asked: [String: Int] { counts.withLock { $0 } }

    func reply(to request: ScriptedServer.Request) -> ScriptedServer.Reply {
        switch request.target {
        case "/channels/test": .redirect("/releases/test-1")
        case "/releases/test-1": .text("a list of files")
        case "/releases/test-1/git-revision": .text(NarInfoServer.commit)
        case "/releases/test-1/store-paths.xz": .answer(200, body: list)
        case "/releases/test-1/binary-cache-url": .text("http://\(request.headers["host"] ?? "")/cache\n")
        default: entries[request.target].map(reply) ?? .answer(404)
        }
    }

    private func reply(_ entry: NarInfoServer.Entry) -> ScriptedServer.Reply {
        let time = counts.withLock { counts in
            counts[entry.path.hash, default: 0] += 1
            return counts[entry.path.hash] ?? 0
        }
        let text = Self.narInfo(entry, padding: padding.withLock { $0 })
        switch entry.behaviour {
        case .good: return .answer(200, body: text)
        case .slow:
            usleep(20_000)
            return .answer(200, body: text)
        case .missing: return .answer(404)
        case .malformed: return .text("StorePath: \(entry.path)\nNarSize: many\n")
        case .busyOnce: return time == 1 ? .answer(503) : .answer(200, body: text)
        case .cutOnce: return time == 1 ? .cutOff(text, after: text.count / 2) : .answer(200, body: text)
        case .failing: return .answer(500)
        }
    }

    private static func narInfo(_ entry: NarInfoServer.Entry, padding: Int) -> [UInt8] {
        let text = """
            StorePath: \(entry.path)
            URL: nar/0000.nar.xz
            Compression: xz
            NarHash: sha256:0000
            NarSize: \(entry.narSize)
            References: \(entry.references.map(\.baseName).joined(separator: " "))
            Sig: test-1:
            """
        return Array(text.utf8) + [UInt8](repeating: UInt8(ascii: "="), count: padding) + Array("\n".utf8)
    }
}
