import Archive
import Testing

@testable import Host

/// Laws of every link layer, over random trees.
struct LinkLayerLawTests {
    private typealias Resolve = @Sendable (String) -> FileTree?
    private static let blind: Resolve = { _ in nil }

    @Test(arguments: 0..<400) func entriesAreSortedAndLieInDirectories(seed: UInt64) throws {
        try eachLayer(seed) { _, layer in
            var directories: Set<ByteString> = [""]
            for (previous, entry) in zip(layer.entries, layer.entries.dropFirst()) {
                #expect(previous.path < entry.path)
            }
            for entry in layer.entries {
                #expect(directories.contains(entry.path.parent), "\(entry.path) is below no directory")
                if case .directory = entry.kind { directories.insert(entry.path) }
            }
        }
    }

    @Test(arguments: 0..<400) func everyLinkLeadsToSomethingInAPackage(seed: UInt64) throws {
        try eachLayer(seed) { packages, layer in
            for case .symlink(let target) in layer.entries.map(\.kind) {
                let found = find(target, packages)
                #expect(found != nil, "\(target) is in no package")
                if case .directory? = found { Issue.record("\(target) is a directory, not a leaf") }
            }
        }
    }

    /// Priority decides where links point, and nothing else.
    @Test(arguments: 0..<400) func theOrderOfPackagesChangesOnlyTargetsInConflict(seed: UInt64) throws {
        var random = RandomTrees(seed: seed)
        let packages = random.packages()
        for resolve in [LinkLayerLawTests.blind, known(packages)] {
            let layer = try LinkLayer.merge(packages, resolve: resolve)
            let other = try LinkLayer.merge(random.shuffled(packages), resolve: resolve)
            #expect(layer.entries.map(\.shape) == other.entries.map(\.shape))
            let contested = Set(layer.conflicts.map(\.path) + other.conflicts.map(\.path))
            for (left, right) in zip(layer.entries, other.entries) where left.kind != right.kind {
                // One file under two names is no conflict.
                #expect(
                    contested.contains(left.path) || sameFile(left, right, packages),
                    "\(left.path) differs without a conflict")
            }
        }
    }

    @Test(arguments: 0..<400) func theOrderOfNamesInAFolderChangesNothing(seed: UInt64) throws {
        var random = RandomTrees(seed: seed)
        let packages = random.packages()
        let shuffled = packages.map {
            LinkedPackage(name: $0.name, storePath: $0.storePath, tree: $0.tree.shuffled(&random))
        }
        #expect(try LinkLayer.merge(packages) == LinkLayer.merge(shuffled))
    }

    @Test(arguments: 0..<400) func theFirstPackageKeepsItsFilesUnlessADirectoryHasTheirPlace(seed: UInt64) throws {
        try eachLayer(seed) { packages, layer in
            let kinds = Dictionary(uniqueKeysWithValues: layer.entries.map { ($0.path, $0.kind) })
            let lost = Set(layer.conflicts.filter { $0.loser == packages[0].name }.map(\.path))
            for path in packages[0].tree.files() where !LinkRules.isNeverLinked(path) {
                switch kinds[path] {
                case .symlink(ByteString("\(packages[0].storePath)/\(path)")): #expect(!lost.contains(path))
                case .symlink(let target): #expect(lost.contains(path) && isLink(target, packages))
                case .directory: #expect(lost.contains(path))
                default: Issue.record("\(path) is missing")
                }
            }
        }
    }

    private func isLink(_ path: ByteString, _ packages: [LinkedPackage]) -> Bool {
        if case .symlink? = find(path, packages) { true } else { false }
    }

    /// What a store path's tree holds at an absolute path.
    private func find(_ path: ByteString, _ packages: [LinkedPackage]) -> FileTree? {
        let parts = path.description.split(separator: "/").map(String.init)
        return packages.first { $0.storePath == "/nix/store/\(parts[2])" }?.tree.find(parts.dropFirst(3))
    }

    private func eachLayer(_ seed: UInt64, _ check: ([LinkedPackage], LinkLayerResult) throws -> Void) throws {
        var random = RandomTrees(seed: seed)
        let packages = random.packages()
        try check(packages, LinkLayer.merge(packages))
        try check(packages, LinkLayer.merge(packages, resolve: known(packages)))
    }

    private func known(_ packages: [LinkedPackage]) -> Resolve {
        { path in packages.first { $0.storePath == path }?.tree }
    }

    private func sameFile(_ left: ArchiveEntry, _ right: ArchiveEntry, _ packages: [LinkedPackage]) -> Bool {
        guard case .symlink(let one) = left.kind, case .symlink(let two) = right.kind else { return false }
        return place(one, packages) == place(two, packages)
    }

    /// Where an absolute path leads after one more link, if it is one to an absolute path.
    private func place(_ path: ByteString, _ packages: [LinkedPackage]) -> ByteString {
        guard case .symlink(let target)? = find(path, packages), target.bytes.first == UInt8(ascii: "/") else {
            return path
        }
        return target
    }
}

extension FileTree {
    /// What lies at a path, links not followed.
    fileprivate func find(_ path: ArraySlice<String>) -> FileTree? {
        guard let name = path.first else { return self }
        guard case .directory(let entries) = self else { return nil }
        return entries.first { $0.name == ByteString(name) }?.tree.find(path.dropFirst())
    }

    /// The paths of all files, links not followed.
    fileprivate func files() -> [ByteString] {
        guard case .directory(let entries) = self else { return [] }
        return entries.flatMap { entry in
            if case .file = entry.tree { return [entry.name] }
            return entry.tree.files().map { ByteString("\(entry.name)/\($0)") }
        }
    }

    fileprivate func shuffled(_ random: inout RandomTrees) -> FileTree {
        guard case .directory(let entries) = self else { return self }
        return .directory(
            random.shuffled(entries).map { Entry(name: $0.name, tree: $0.tree.shuffled(&random)) })
    }
}

extension ArchiveEntry {
    /// The entry without the target of a link.
    fileprivate var shape: ArchiveEntry {
        if case .symlink = kind { ArchiveEntry(path: path, kind: .symlink(target: "")) } else { self }
    }
}
