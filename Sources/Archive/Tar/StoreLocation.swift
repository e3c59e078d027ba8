package import SystemPackage

/// Which folder the packages lie in, for the image and on this machine.
package struct StoreLocation: Hashable, Sendable {
    /// Absolute, as it is in the image, for example `/nix/store`.
    package let logical: FilePath
    /// Where to read it, for example below the root of a store of its own.
    package let physical: FilePath

    /// - Parameter physical: nil where it is the same.
    package init(_ logical: FilePath = "/nix/store", physical: FilePath? = nil) {
        self.logical = logical
        self.physical = physical ?? logical
    }

    /// The store's folder in an archive: without a slash at either end.
    var archivePath: ByteString { ByteString(ByteString(logical).bytes.drop { $0 == UInt8(ascii: "/") }) }

    /// The folders that every layer starts with, down to the store's own.
    var parents: [TarItem] {
        let components = archivePath.bytes.split(separator: UInt8(ascii: "/"))
        return (1..<(components.count + 1)).map { count in
            let path = ByteString(components.prefix(count).joined(separator: [UInt8(ascii: "/")]))
            return TarItem(path: path, kind: .directory(mode: 0o755))
        }
    }

    /// A package's name in the store.
    func name(of path: FilePath) throws(ArchiveError) -> ByteString {
        guard path.isAbsolute, path.removingLastComponent() == logical, path.lastComponent?.kind == .regular else {
            throw .notInStore(path, store: logical)
        }
        return ByteString(path).lastComponent
    }

    /// Takes a path of the archive apart: the package, and the path within it.
    func split(_ path: ByteString) -> (package: FilePath, rest: ByteString) {
        let components = path.bytes.dropFirst(archivePath.bytes.count + 1).split(
            separator: UInt8(ascii: "/"), maxSplits: 1)
        let name = components.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        return (logical.appending(name), ByteString(components.dropFirst().first ?? []))
    }
}
