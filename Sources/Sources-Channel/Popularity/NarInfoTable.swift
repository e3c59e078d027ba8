import Nix

/// The narinfos that are known. Each path is kept once and is a number elsewhere: a large channel has more than a million references.
struct NarInfoTable: Sendable {
    private struct Entry {
        let narSize: Int64
        let references: [Int32]
    }

    private var numbers: [StorePath: Int32] = [:]
    private var paths: [StorePath] = []
    /// By number; nil for what is only referred to.
    private var entries: [Entry?] = []

    mutating func insert(_ info: NarInfo) {
        let references = info.references.map { number(of: $0) }
        entries[Int(number(of: info.path))] = Entry(narSize: info.narSize, references: references)
    }

    /// What is known of a path.
    subscript(path: StorePath) -> NarInfo? {
        guard let number = numbers[path], let entry = entries[Int(number)] else { return nil }
        return NarInfo(
            path: path, narSize: entry.narSize, references: entry.references.map { paths[Int($0)] })
    }

    /// Those of some paths and of all that they lead to of which something is known, sorted.
    func reached(from start: [StorePath]) -> [StorePath] {
        var isReached = Array(repeating: false, count: paths.count)
        var open = start.compactMap { numbers[$0] }
        while let number = open.popLast() {
            guard !isReached[Int(number)], let entry = entries[Int(number)] else { continue }
            isReached[Int(number)] = true
            open += entry.references
        }
        return paths.indices.filter { isReached[$0] }.map { paths[$0] }.sorted()
    }

    private mutating func number(of path: StorePath) -> Int32 {
        if let known = numbers[path] { return known }
        let number = Int32(paths.count)
        numbers[path] = number
        paths.append(path)
        entries.append(nil)
        return number
    }
}
