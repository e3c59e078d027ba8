import Archive
import Logging
import Nix
import SystemPackage

extension ImageBuilder {
    /// The contents of an image from records alone; nil when a closure is not known.
    func recall(_ packages: [ResolvedPackage]) async throws -> ImageContents? {
        let roots = packages.roots
        let known = try await knownClosures(roots)
        guard known.count == roots.count else { return nil }
        return ImageContents(packages: packages, closure: Self.union(roots.compactMap { known[$0] }))
    }

    /// The contents of an image whose outputs are valid, as Nix has them now.
    ///
    /// An output that was built again, here or on another machine, may refer to other paths than those on record. Where it
    /// does not, the record counts, so that sizes which differ from build to build change nobody's layers.
    func learn(_ packages: [ResolvedPackage], logger: Logger) async throws -> ImageContents {
        let roots = packages.roots
        async let known = knownClosures(roots)
        let infos = try await nix.closure(of: roots)
        var closures = try await known
        let byPath = Dictionary(infos.map { ($0.path, $0) }) { first, _ in first }
        var changed: [(record: ClosureRecord, key: RecordKey<ClosureRecord>)] = []
        for root in roots {
            let closure = Self.closure(of: root, in: byPath)
            if let known = closures[root], known.map(\.path) == closure.map(\.path),
                known.map(\.references) == closure.map(\.references)
            {
                continue
            }
            closures[root] = closure
            changed.append((ClosureRecord(paths: closure), try ClosureRecord.key(root)))
        }
        try await records.set(changed)
        return ImageContents(packages: packages, closure: Self.union(roots.compactMap { closures[$0] }))
    }

    /// What the link layer holds.
    ///
    /// - Parameter readingStore: whether trees that are not on record may be read from the store, where their paths are
    ///   valid and rooted.
    /// - Returns: nil when a tree is not known and may not be read.
    func linkEntries(
        _ contents: ImageContents, readingStore: Bool, logger: Logger
    ) async throws -> [ArchiveEntry]? {
        let trees = try await trees(of: contents.packages.map(\.package.output.outPath), readingStore: readingStore)
        var linked: [LinkedPackage] = []
        for package in contents.packages {
            let path = package.package.output.outPath
            guard let tree = trees[path] else { return nil }
            linked.append(LinkedPackage(name: package.name, storePath: path.path, tree: tree))
        }
        let closure = Set(contents.closure.map(\.path.path))
        guard let result = try await merge(linked, closure: closure, readingStore: readingStore) else { return nil }
        for conflict in result.conflicts {
            logger.info("two packages have the same file", metadata: ["conflict": "\(conflict)"])
        }
        return result.entries
    }

    /// Merges, then once more with every tree that links lead into from elsewhere, until none is asked for. A link out of
    /// the closure leads nowhere in the image, whatever this machine has there.
    private func merge(
        _ linked: [LinkedPackage], closure: Set<String>, readingStore: Bool
    ) async throws -> LinkLayerResult? {
        var others: [String: FileTree] = [:]
        while true {
            let result = try LinkLayer.merge(linked) { others[$0] }
            let wanted = result.unresolved.filter { others[$0] == nil && closure.contains($0) }
            if wanted.isEmpty { return result }
            for path in wanted {
                guard let tree = try await tree(of: StorePath(path), readingStore: readingStore) else { return nil }
                others[path] = tree
            }
        }
    }

    /// The trees of some paths that are known or may be read.
    private func trees(of paths: [StorePath], readingStore: Bool) async throws -> [StorePath: FileTree] {
        try await withThrowingTaskGroup(of: (StorePath, FileTree?).self) { group in
            for path in paths {
                group.addTask { (path, try await tree(of: path, readingStore: readingStore)) }
            }
            var trees: [StorePath: FileTree] = [:]
            for try await (path, tree) in group { trees[path] = tree }
            return trees
        }
    }

    private func tree(of path: StorePath, readingStore: Bool) async throws -> FileTree? {
        let key = try TreeRecord.key(path)
        if let record = try await records.get(key) { return record.tree }
        guard readingStore else { return nil }
        let tree = try await FileTree.read(at: FilePath(path.path))
        try await records.set(TreeRecord(tree: tree), at: key)
        return tree
    }

    private func knownClosures(_ roots: [StorePath]) async throws -> [StorePath: [PathInfo]] {
        try await withThrowingTaskGroup(of: (StorePath, [PathInfo]?).self) { group in
            for root in roots {
                group.addTask { (root, try await records.get(ClosureRecord.key(root))?.paths) }
            }
            var known: [StorePath: [PathInfo]] = [:]
            for try await (root, paths) in group { known[root] = paths }
            return known
        }
    }

    private static func closure(of root: StorePath, in paths: [StorePath: PathInfo]) -> [PathInfo] {
        var seen: Set<StorePath> = [root]
        var pending = [root]
        var closure: [PathInfo] = []
        while let path = pending.popLast() {
            guard let info = paths[path] else { continue }
            closure.append(info)
            pending += info.references.filter { seen.insert($0).inserted }
        }
        return closure.sorted { $0.path < $1.path }
    }

    /// Where a path that does not build the same twice is recorded with two sizes, the first package's record counts:
    /// everybody must plan the same layers.
    private static func union(_ closures: [[PathInfo]]) -> [PathInfo] {
        var seen: Set<StorePath> = []
        return closures.flatMap { closure in closure.filter { seen.insert($0.path).inserted } }
    }
}

extension [ResolvedPackage] {
    /// All that must be in the image, each once: the packages' outputs, and what their settings mention.
    var references: [StoreReference] {
        var seen: Set<StorePath> = []
        return flatMap { [.output($0.package.output)] + $0.package.settingsContext }
            .filter { seen.insert($0.storePath).inserted }
    }

    var roots: [StorePath] { references.map(\.storePath) }

    /// The linked outputs in order, each once: one output may come under several names, with settings of their own.
    var outputs: [StorePath] {
        var seen: Set<StorePath> = []
        return map(\.package.output.outPath).filter { seen.insert($0).inserted }
    }
}
