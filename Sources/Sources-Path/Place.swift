import Host
import SystemPackage

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Where a configured path really is, symbolic links resolved.
struct Place: Sendable {
    /// The folder to fingerprint, and that the evaluator may read.
    let root: FilePath
    /// What Nix imports: the root, or a file in it.
    let importPath: FilePath

    /// - Parameters:
    ///   - configured: a folder or a Nix file.
    ///   - file: what to import in the folder; nil for its `default.nix`.
    /// - Throws: ``SourceError/misconfigured(_:)`` when there is nothing that Nix could import.
    init(_ configured: FilePath, file: String?) throws {
        let resolved = try Place.resolve(configured)
        if let file, resolved.isFolder {
            root = resolved.path
            importPath = try Place.resolve(root.appending(file)).path
            guard importPath.starts(with: root) else {
                throw SourceError.misconfigured("the file '\(file)' of the package set lies outside of '\(configured)'")
            }
        } else if resolved.isFolder {
            root = resolved.path
            importPath = root
            guard access(root.appending("default.nix").string, R_OK) == 0 else {
                throw SourceError.misconfigured("the package set '\(configured)' has no 'default.nix' that can be read")
            }
        } else {
            root = resolved.path.removingLastComponent()
            importPath = resolved.path
        }
    }

    private static func resolve(_ path: FilePath) throws(SourceError) -> RealPath {
        do throws(Errno) {
            return try RealPath(path)
        } catch {
            throw .misconfigured("the package set '\(path)' cannot be read: \(error)")
        }
    }

    /// The imported file's name within the root; empty for the root itself.
    var relativeImport: String {
        var path = importPath
        return path.removePrefix(root) ? path.string : importPath.string
    }

    /// The commit that is checked out, for display: read as text, since no git program need be there. Nil where the
    /// folder is no checkout or its reference is packed.
    var commit: String? {
        let git = root.appending(".git")
        guard let head = firstLine(of: git.appending("HEAD")) else { return nil }
        guard head.hasPrefix("ref: ") else { return Place.commit(head) }
        let reference = FilePath(String(head.dropFirst(5)))
        guard reference.isRelative, reference.isLexicallyNormal else { return nil }
        return firstLine(of: git.pushing(reference)).flatMap(Place.commit)
    }

    private static func commit(_ text: String) -> String? {
        text.utf8.count >= 40 && text.allSatisfy(\.isHexDigit) ? text : nil
    }

    private func firstLine(of file: FilePath) -> String? {
        // Only for display: whatever hinders reading it, there is no commit to show.
        guard let descriptor = try? FileDescriptor.open(file, .readOnly, options: .closeOnExec) else { return nil }
        return try? descriptor.closeAfter {  // As above.
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
            return String(decoding: buffer.prefix(count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        }
    }
}
