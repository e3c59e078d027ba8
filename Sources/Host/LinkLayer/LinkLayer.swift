package import Archive

/// The last layer of an image: the merged tree of its packages, every file a link into the store.
///
/// Inputs: the packages' trees in order of priority. Pure: nothing is read from disk.
///
///     A = /nix/store/a-tool      B = /nix/store/b-lib            the layer
///     bin/tool                   share/man -> ../man             bin/tool       -> /nix/store/a-tool/bin/tool
///     lib/liba.so                man/man1/b.1                    lib/liba.so    -> /nix/store/a-tool/lib/liba.so
///     lib64 -> lib               lib/libb.so                     lib/libb.so    -> /nix/store/b-lib/lib/libb.so
///     share/man/man1/tool.1                                      lib64          -> /nix/store/a-tool/lib64
///                                                                man/man1/b.1   -> /nix/store/b-lib/man/man1/b.1
///                                                                share/man/man1/b.1    -> /nix/store/b-lib/man/man1/b.1
///                                                                share/man/man1/tool.1 -> /nix/store/a-tool/…/tool.1
///
/// `lib64` stays a link, because nobody else has it. `share/man` is a directory, because A has entries where B has a
/// link: an entry below a link would make image pulls fail.
package enum LinkLayer {
    /// Merges packages and adds the ``Essentials``.
    ///
    /// - Parameters:
    ///   - packages: the first one wins a conflict. A store path that comes twice counts once.
    ///   - resolve: trees of other store objects, by absolute store path. A link that leads into a store object without
    ///     a known tree stays a link, also where it could be merged; ``LinkLayerResult/unresolved`` names those objects.
    /// - Throws: ``LinkLayerError``.
    package static func merge(
        _ packages: [LinkedPackage], resolve: (String) -> FileTree? = { _ in nil }
    ) throws(LinkLayerError) -> LinkLayerResult {
        try withoutActuallyEscaping(resolve) { resolve throws(LinkLayerError) in
            var merger = LinkMerger(packages, resolve: resolve)
            var tree = try merger.merged()
            Essentials.add(to: &tree)
            return LinkLayerResult(
                entries: tree.entries(), conflicts: merger.conflicts.sorted(), unresolved: merger.unresolved.sorted())
        }
    }
}

/// One package output that goes into the link layer.
package struct LinkedPackage: Hashable, Sendable {
    /// What users call it, for messages.
    package let name: String
    /// Absolute, `/nix/store/…`.
    package let storePath: String
    package let tree: FileTree

    package init(name: String, storePath: String, tree: FileTree) {
        self.name = name
        self.storePath = storePath
        self.tree = tree
    }
}

/// A merged link layer.
package struct LinkLayerResult: Hashable, Sendable {
    /// Sorted by path; every parent directory is there, before what it holds; nothing lies below a link.
    package let entries: [ArchiveEntry]
    /// What was left out, sorted by path; for the log.
    package let conflicts: [LinkConflict]
    /// Sorted store paths outside of the packages into which links lead where other packages have entries too. Merging
    /// again with their trees in `resolve` may lose less.
    package let unresolved: [String]
}
