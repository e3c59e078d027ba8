import CGit2

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A name in a git tree; valid as long as the tree is.
struct TreeEntry {
    let name: UnsafePointer<CChar>
    let id: UnsafePointer<git_oid>
    let mode: git_filemode_t

    /// - Returns: nil for nil.
    init?(_ entry: OpaquePointer?) {
        guard let entry, let name = git_tree_entry_name(entry), let id = git_tree_entry_id(entry) else { return nil }
        self.name = name
        self.id = id
        mode = git_tree_entry_filemode(entry)
    }

    /// For messages.
    var text: String { String(cString: name) }

    /// Refuses names that would leave the folder, or that git would take for its own.
    func check() throws(GitOperationError) {
        let name = text
        guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(UInt8(ascii: "/")),
            name.lowercased() != ".git"
        else { throw GitOperationError(.refused, "the commit holds an entry named '\(name)', which is refused") }
    }

    /// What a symbolic link's content says, with its ending zero.
    func linkTarget(_ content: UnsafeRawBufferPointer) throws(GitOperationError) -> [CChar] {
        guard !content.isEmpty, content.count < Int(PATH_MAX), !content.contains(0) else {
            throw GitOperationError(.refused, "the symbolic link '\(text)' of the commit has no usable target")
        }
        return content.map { CChar(bitPattern: $0) } + [0]
    }

    /// The same content under the same name.
    static func == (left: TreeEntry, right: TreeEntry) -> Bool {
        left.mode == right.mode && git_oid_equal(left.id, right.id) == 1
    }
}
