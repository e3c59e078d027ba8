package import SystemPackage

/// What goes into a layer.
package enum LayerContents: Sendable {
    /// Packages of the store, by their absolute paths as the image has them, for example `/nix/store/HASH-hello-2.12`.
    /// Their order, and one being there twice, make no difference.
    case storePaths([FilePath])
    /// Made-up entries, in any order; the store's own folders come first by themselves.
    case entries([ArchiveEntry])
}
