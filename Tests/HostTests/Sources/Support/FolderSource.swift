import Conformance
import Logging
import Nix
import OCI
import SystemPackage

@testable import Host

/// Package sets in a folder: each tag is a sub-folder with a `default.nix`, whose text is its revision.
struct FolderSource: PackageSource, TagListing {
    let name: String
    let folder: FilePath
    var evaluation = EvaluationOptions()
    var warning: String?
    /// As if the remote were away.
    var isAway = Shared(false)

    init(_ name: String, _ folder: FilePath) {
        self.name = name
        self.folder = folder
    }

    func write(_ tag: Tag, _ text: String) throws { try file(tag).write(text) }

    func tags(logger: Logger) async throws -> [Tag] { [.latest] }

    func resolve(_ tag: Tag, logger: Logger) async throws -> PinnedPackages {
        if isAway.withLock({ $0 }) { throw SourceError.unavailable("the folder is away") }
        // A folder of a test can be read, if it is there.
        guard let real = try? RealPath(file(tag).removingLastComponent()) else {
            throw SourceError.unknownTag(tag, near: ["latest"])
        }
        let text = try bytes(of: file(tag))
        let revision = SourceRevision.hash(kind: "folder", content: text, file: "", evaluation: evaluation)
        return PinnedPackages(
            revision: revision, displayRevision: "\(name)-\(tag)", time: 7, evaluation: evaluation, warning: warning,
            isUnchanged: { try bytes(of: file(tag)) == text },
            files: { _ in
                if isAway.withLock({ $0 }) { throw SourceError.unavailable("the folder is away") }
                return PackageFiles(importPath: real.path, root: real.path)
            })
    }

    private func file(_ tag: Tag) -> FilePath { folder.appending(tag.value).appending("default.nix") }

    private func bytes(of file: FilePath) throws -> String {
        let descriptor = try FileDescriptor.open(file, .readOnly)
        return try descriptor.closeAfter {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            let count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
            return String(decoding: buffer.prefix(count), as: UTF8.self)
        }
    }
}
