import Archive

/// What one package has at one path of the image.
struct LinkSource {
    /// Index of the package; lower ones win.
    let package: Int
    /// Where it lies in the store, absolute, without links on the way.
    let location: ByteString
    let tree: FileTree
    /// Directories that were entered through links on the way here. None is entered twice, so that links in circles end.
    let entered: Set<ByteString>

    /// The store's path of something in this directory.
    func child(_ entry: FileTree.Entry) -> LinkSource {
        LinkSource(
            package: package, location: location.appending(entry.name), tree: entry.tree, entered: entered)
    }

    /// The directory behind this link; nil when it was entered already.
    func entering(_ location: ByteString, _ tree: FileTree) -> LinkSource? {
        guard !entered.contains(location) else { return nil }
        return LinkSource(package: package, location: location, tree: tree, entered: entered.union([location]))
    }

    var entries: [FileTree.Entry] {
        if case .directory(let entries) = tree { entries } else { [] }
    }

    var isDirectory: Bool {
        if case .directory = tree { true } else { false }
    }

    /// Whether two leaves are one file: the same place, a link to the other, or two links to one place.
    func isSameFile(as other: LinkSource) -> Bool {
        finalPlace == other.finalPlace
    }

    private var finalPlace: ByteString {
        if case .symlink(let target) = tree, target.bytes.first == UInt8(ascii: "/") { target } else { location }
    }
}

extension ByteString {
    /// `self/name`, or `name` where this is empty.
    func appending(_ name: ByteString) -> ByteString {
        bytes.isEmpty ? name : ByteString(bytes + [UInt8(ascii: "/")] + name.bytes)
    }

    /// The parts between slashes, empty ones left out.
    var components: [ByteString] { bytes.split(separator: UInt8(ascii: "/")).map { ByteString($0) } }
}
