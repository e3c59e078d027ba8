import Archive

@testable import Host

/// A tree as lines of text: `bin/tool` is a file, `lib64 -> lib` a link, `share/empty/` a directory. Directories above
/// them need no line.
struct TreeListing: ExpressibleByArrayLiteral, Hashable {
    private indirect enum Node {
        case leaf(FileTree)
        case directory([String: Node])

        var tree: FileTree {
            switch self {
            case .leaf(let tree): tree
            case .directory(let children):
                .directory(
                    children.sorted { $0.key < $1.key }.map { .init(name: ByteString($0.key), tree: $0.value.tree) })
            }
        }

        mutating func add(_ leaf: FileTree?, at path: ArraySlice<String>) {
            guard let name = path.first, case .directory(var children) = self else { return }
            if path.count == 1, let leaf {
                children[name] = .leaf(leaf)
            } else {
                var child = children[name] ?? .directory([:])
                child.add(leaf, at: path.dropFirst())
                children[name] = child
            }
            self = .directory(children)
        }
    }

    let tree: FileTree

    init(arrayLiteral lines: String...) { self.init(lines) }

    init(_ lines: [String]) {
        var root = Node.directory([:])
        for line in lines {
            let parts = line.split(separator: " -> ", maxSplits: 1).map(String.init)
            let leaf: FileTree? =
                parts.count == 2 ? .symlink(target: ByteString(parts[1])) : line.hasSuffix("/") ? nil : .file
            root.add(leaf, at: parts[0].split(separator: "/").map(String.init)[...])
        }
        tree = root.tree
    }
}

extension LinkedPackage {
    /// A package `name` with the store path `/nix/store/name`.
    init(_ name: String, _ listing: TreeListing) {
        self.init(name: name, storePath: "/nix/store/\(name)", tree: listing.tree)
    }
}

extension LinkLayerResult {
    /// The layer in the same notation, with a line for each link and each empty directory, without the files and
    /// directories that every image has.
    var listing: [String] {
        let parents = Set(entries.map { $0.path.parent })
        return entries.compactMap { entry in
            guard !LinkLayerResult.inEveryImage.contains(entry.path.description) else { return nil }
            switch entry.kind {
            case .symlink(let target): return "\(entry.path) -> \(target)"
            case .file: return "\(entry.path)"
            case .directory: return parents.contains(entry.path) ? nil : "\(entry.path)/"
            }
        }
    }

    private static let inEveryImage: Set<String> = [
        "etc/group", "etc/nsswitch.conf", "etc/passwd", "root", "tmp", "var/tmp",
    ]

    /// What is at a path.
    subscript(path: String) -> ArchiveEntry.Kind? {
        entries.first { $0.path == ByteString(path) }?.kind
    }
}

extension ByteString {
    /// Empty for a name without slashes.
    var parent: ByteString {
        ByteString(bytes[..<(bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
    }
}
