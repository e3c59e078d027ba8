import Archive

/// Merges package trees from the top down.
///
/// At each path stand those sources (one per package) that have something there:
/// 1. Alone and not in a special place: a directory goes on below, everything else is a leaf.
/// 2. Otherwise links are followed. Directories, also those behind links, beat everything else.
/// 3. Several directories merge; a single one that was reached by a link stays a link.
/// 4. Without directories the first package's leaf wins.
struct LinkMerger {
    /// A merged tree larger than this is a mistake or an attack: links can multiply a tree.
    static let maximumEntries = 1_000_000
    /// Linux' `PATH_MAX`: no program could open a longer path.
    private static let maximumPath = 4096

    private(set) var conflicts: Set<LinkConflict> = []
    private(set) var unresolved: Set<String> = []
    private let packages: [LinkedPackage]
    private let resolve: (String) -> FileTree?
    private var count = 0

    private let limit: Int

    init(
        _ packages: [LinkedPackage], limit: Int = maximumEntries,
        resolve: @escaping (String) -> FileTree? = { _ in nil }
    ) {
        var seen: Set<String> = []
        self.packages = packages.filter { seen.insert($0.storePath).inserted }
        self.limit = limit
        self.resolve = resolve
    }

    /// The merged tree. A package whose output is no directory adds nothing.
    mutating func merged() throws(LinkLayerError) -> LinkTree {
        let sources = packages.enumerated().map { index, package in
            LinkSource(package: index, location: ByteString(package.storePath), tree: package.tree, entered: [])
        }
        return try directory(sources.filter(\.isDirectory), at: "")
    }

    private mutating func directory(_ sources: [LinkSource], at path: ByteString) throws(LinkLayerError) -> LinkTree {
        var children: [ByteString: LinkTree] = [:]
        for (name, sources) in childSources(sources).sorted(by: { $0.key < $1.key }) {
            let childPath = path.appending(name)
            guard !LinkRules.isNeverLinked(childPath) else { continue }
            try check(name, sources)
            children[name] = try node(sources, at: childPath)
        }
        return .directory(mode: LinkTree.directoryMode, children)
    }

    private func childSources(_ sources: [LinkSource]) -> [ByteString: [LinkSource]] {
        var children: [ByteString: [LinkSource]] = [:]
        for source in sources {
            for entry in source.entries { children[entry.name, default: []].append(source.child(entry)) }
        }
        return children
    }

    private mutating func check(_ name: ByteString, _ sources: [LinkSource]) throws(LinkLayerError) {
        if name.bytes.starts(with: ".wh.".utf8) {
            throw .whiteout(package: packages[sources[0].package].name, file: sources[0].location.description)
        }
        count += 1
        guard count <= limit else { throw .tooManyEntries(limit: limit) }
    }

    private mutating func node(_ sources: [LinkSource], at path: ByteString) throws(LinkLayerError) -> LinkTree {
        if sources.count == 1, LinkRules.place(path) == .ordinary {
            return sources[0].isDirectory ? try directory(sources, at: path) : leaf(sources[0])
        }
        return try contested(sources, at: path)
    }

    private mutating func contested(_ sources: [LinkSource], at path: ByteString) throws(LinkLayerError) -> LinkTree {
        let place = LinkRules.place(path)
        var directories: [LinkSource] = []
        var linked: LinkSource?
        var losers: [LinkSource] = []
        for source in sources {
            guard let opened = open(source, at: path) else {
                losers.append(source)
                continue
            }
            directories.append(opened)
            linked = directories.count == 1 && !source.isDirectory ? source : nil
        }
        if directories.isEmpty, place != .directory {
            record(losers.dropFirst().filter { !$0.isSameFile(as: sources[0]) }, losingTo: sources[0], at: path)
            return leaf(sources[0])
        }
        record(losers, losingTo: directories.first, at: path)
        if let linked, place == .ordinary { return leaf(linked) }
        return try directory(directories, at: path)
    }

    /// The directory that a source is or leads to.
    private mutating func open(_ source: LinkSource, at path: ByteString) -> LinkSource? {
        guard case .symlink(let target) = source.tree else { return source.isDirectory ? source : nil }
        let own = packages[source.package]
        let resolver = StoreLinkResolver(storeOf: own.storePath) { [resolve] in
            $0 == own.storePath ? own.tree : resolve($0)
        }
        switch resolver.follow(target, from: source.location) {
        case .directory(let location, let tree):
            return path.bytes.count < LinkMerger.maximumPath ? source.entering(location, tree) : nil
        case .unknown(let storePath):
            unresolved.insert(storePath)
            return nil
        case .nothing: return nil
        }
    }

    private func leaf(_ source: LinkSource) -> LinkTree {
        .leaf(.symlink(target: source.location))
    }

    /// - Parameter winner: nil for the image's own directory.
    private mutating func record(_ losers: some Sequence<LinkSource>, losingTo winner: LinkSource?, at path: ByteString)
    {
        let name = winner.map { packages[$0.package].name } ?? Essentials.name
        for loser in losers {
            conflicts.insert(LinkConflict(path: path, winner: name, loser: packages[loser.package].name))
        }
    }
}
