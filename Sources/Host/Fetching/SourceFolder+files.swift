import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension SourceFolder {
    /// The package set in these sources, which stay there as long as the result lives.
    ///
    /// - Parameters:
    ///   - folder: the folder in the sources that the evaluator may read; nil for all of them.
    ///   - file: what to import, relative to the folder; nil for its `default.nix`.
    /// - Throws: ``SourceError/misconfigured(_:)`` when it is not there, or lies elsewhere.
    package func packageFiles(folder: String? = nil, file: String?) async throws -> PackageFiles {
        try await Blocking.run {
            let root = try self.resolve(folder, in: self.path, within: self.path)
            let importPath = try self.resolve(file, in: root, within: root)
            if file == nil, access(root.appending("default.nix").string, R_OK) != 0 {
                throw SourceError.misconfigured("the package set has no 'default.nix'; configure which file to import")
            }
            return PackageFiles(importPath: importPath, root: root, hold: self)
        }
    }

    private func resolve(_ name: String?, in folder: FilePath, within limit: FilePath) throws -> FilePath {
        do {
            let resolved = try RealPath(name.map { folder.appending($0) } ?? folder).path
            guard try resolved.starts(with: RealPath(limit).path) else {
                throw SourceError.misconfigured("'\(name ?? "")' lies outside of the package set")
            }
            return resolved
        } catch let error as Errno {
            throw SourceError.misconfigured("the package set has no '\(name ?? "")' that can be read: \(error)")
        }
    }

    /// Refuses a configured name that is not a relative path downwards.
    ///
    /// - Parameter key: the configuration key, for the message.
    package static func checkName(_ name: String?, key: String) throws(SourceError) {
        guard let name else { return }
        let path = FilePath(name)
        guard !name.isEmpty, path.isRelative, !path.components.contains(where: { $0.kind != .regular }) else {
            throw .misconfigured("'\(key)' must be a relative path without '..', not '\(name)'")
        }
    }
}
