/// What lies at a path, without the contents of files: all that the link layer needs to know of a package.
package indirect enum FileTree: Hashable, Sendable, Codable {
    case file
    case symlink(target: ByteString)
    case directory([Entry])

    /// One name in a directory.
    package struct Entry: Hashable, Sendable, Codable {
        package let name: ByteString
        package let tree: FileTree

        package init(name: ByteString, tree: FileTree) {
            self.name = name
            self.tree = tree
        }
    }
}
