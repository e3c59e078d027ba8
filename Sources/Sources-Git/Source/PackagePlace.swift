import Host
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What Nix imports of a checkout, and what it may read. Symbolic links of the repository cannot lead out of it.
struct PackagePlace {
    let root: FilePath
    let importPath: FilePath

    /// - Parameters:
    ///   - folder: inside the checkout; nil for all of it.
    ///   - file: what to import, inside the folder; nil for its `default.nix`.
    /// - Throws: ``SourceError/misconfigured(_:)`` that names what is missing.
    init(in checkout: FilePath, folder: String?, file: String?, commit: ObjectID) throws {
        let top = try Self.find(checkout, "the checkout", commit)
        root = try Self.find(try Self.join(top, folder, "folder"), "the folder '\(folder ?? "")'", commit)
        guard root.starts(with: top) else { throw Self.outside("folder", folder) }
        let file = file ?? "default.nix"
        let found = try Self.find(try Self.join(root, file, "file"), "the file '\(file)'", commit)
        guard found.starts(with: root) else { throw Self.outside("file", file) }
        // A folder is imported by its own path: packages then see the same place as with Nix's own fetchers.
        importPath = file == "default.nix" ? root : found
    }

    private static func join(_ base: FilePath, _ relative: String?, _ key: String) throws -> FilePath {
        guard let relative else { return base }
        let path = FilePath(relative)
        guard path.isRelative, !path.isEmpty, !path.components.contains(where: { $0.kind == .parentDirectory }) else {
            throw outside(key, relative)
        }
        return base.pushing(path)
    }

    private static func find(_ path: FilePath, _ what: String, _ commit: ObjectID) throws -> FilePath {
        guard let resolved = realpath(path.string, nil) else {
            throw SourceError.misconfigured(
                "\(what) of the package set does not exist in commit \(commit), or cannot be read: \(Errno(rawValue: errno))"
            )
        }
        defer { free(resolved) }
        return FilePath(platformString: resolved)
    }

    private static func outside(_ key: String, _ value: String?) -> SourceError {
        .misconfigured("the \(key) '\(value ?? "")' of the package set lies outside of its repository")
    }
}
