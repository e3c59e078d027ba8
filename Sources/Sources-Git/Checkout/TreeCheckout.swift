import CGit2
import SystemPackage

/// Writes a commit's tree into a folder, byte for byte: no filters, no line endings, Git LFS pointers as they are.
///
/// The tree is walked together with that of an earlier checkout. What has the same name, mode and object there is linked
/// from the earlier folder: single files by their names, equal folders whole, without reading their trees.
///
///     tree a   tree b (before)        checkout of a
///     x  1     x  1                   x   linked
///     y  2     y  3                   y   written
///     d  4     d  4                   d/  made, all below it linked
final class TreeCheckout {
    private let repository: GitRepository
    private let objects: GitHandle
    private var budget: CheckoutBudget
    private var report = CheckoutReport()
    /// Folders with another repository's commit, relative to the checkout.
    private var gitlinks: [(path: String, commit: ObjectID, previous: ObjectID?)] = []

    /// Folders in one another; each takes open files and stack.
    private static let maximumDepth = 200

    private init(_ repository: GitRepository, budget: CheckoutBudget) throws {
        self.repository = repository
        self.budget = budget
        objects = try repository.objects()
    }

    static func run(_ request: CheckoutRequest, report: @escaping ProgressHandler) throws -> CheckoutReport {
        try report(GitProgress(.writing))
        let repository = try GitRepository(at: FilePath(request.repository), isOurs: request.isMirror)
        let folder = FilePath(request.folder)
        try MirrorFolder.makeFolders(folder)
        let checkout = try TreeCheckout(repository, budget: CheckoutBudget(request, report: report))
        let tree = try repository.tree(of: request.commit)
        try checkout.write(
            tree.pointer, into: FolderHandle(folder), path: [],
            previous: request.previous.flatMap { checkout.previous($0, submodulesOf: request.submodules ? tree : nil) })
        if request.submodules { try checkout.nameSubmodules(in: tree) }
        return checkout.report
    }

    /// An earlier checkout beside the folder that is being written.
    private struct Earlier {
        let tree: GitHandle
        let folder: FolderHandle
    }

    /// Only saves work: where it is gone, or its commit is, all is written.
    ///
    /// - Parameter current: the tree whose submodules are checked out as well; nil where they are not. What an equal folder
    ///   holds then also depends on where its submodules come from.
    private func previous(_ previous: CheckoutRequest.Previous, submodulesOf current: GitHandle?) -> Earlier? {
        guard let tree = try? repository.tree(of: previous.commit),
            let folder = try? FolderHandle(FilePath(previous.folder))
        else { return nil }
        if let current, Self.submoduleFile(of: current) != Self.submoduleFile(of: tree) { return nil }
        return Earlier(tree: tree, folder: folder)
    }

    private static func submoduleFile(of tree: GitHandle) -> ObjectID? {
        TreeEntry(git_tree_entry_byname(tree.pointer, ".gitmodules")).map { ObjectID($0.id) }
    }

    private func write(_ tree: OpaquePointer, into folder: FolderHandle, path: [String], previous: Earlier?) throws {
        guard path.count <= Self.maximumDepth else {
            throw GitOperationError(.refused, "the commit has more than \(Self.maximumDepth) folders in one another")
        }
        for index in 0..<git_tree_entrycount(tree) {
            guard let entry = TreeEntry(git_tree_entry_byindex(tree, index)) else { continue }
            let before = previous.flatMap { TreeEntry(git_tree_entry_byname($0.tree.pointer, entry.name)) }
            do {
                try write(entry, before, into: folder, path: path, previous: previous)
            } catch let error as Errno {
                throw GitOperationError(
                    .other,
                    "'\((path + [entry.text]).joined(separator: "/"))' of the commit cannot be written: \(error)")
            }
        }
    }

    private func write(
        _ entry: TreeEntry, _ before: TreeEntry?, into folder: FolderHandle, path: [String], previous: Earlier?
    ) throws {
        try entry.check()
        try budget.addEntry()
        if let previous, let before, before == entry {
            return try link(entry, into: folder, from: previous.folder)
        }
        switch entry.mode {
        case GIT_FILEMODE_TREE:
            try write(
                readTree(entry).pointer, into: folder.makeFolder(entry.name), path: path + [entry.text],
                previous: previous.flatMap { try? self.below($0, before) })  // As for the whole: only saves work.
        case GIT_FILEMODE_COMMIT:
            _ = try folder.makeFolder(entry.name)
            let path = (path + [entry.text]).joined(separator: "/")
            gitlinks.append(
                (path, ObjectID(entry.id), before.flatMap { $0.mode == entry.mode ? ObjectID($0.id) : nil }))
        default:
            try writeBlob(entry, into: folder)
        }
    }

    private func below(_ previous: Earlier, _ before: TreeEntry?) throws -> Earlier? {
        guard let before, before.mode == GIT_FILEMODE_TREE else { return nil }
        return Earlier(tree: try readTree(before), folder: try previous.folder.folder(before.name))
    }

    private func readTree(_ entry: TreeEntry) throws -> GitHandle {
        try GitHandle(
            "folder '\(entry.text)' of the commit cannot be read", otherwise: repository.damage, free: git_tree_free
        ) {
            git_tree_lookup(&$0, repository.pointer, entry.id)
        }
    }

    private func link(_ entry: TreeEntry, into folder: FolderHandle, from other: FolderHandle) throws {
        let isFolder = entry.mode == GIT_FILEMODE_TREE || entry.mode == GIT_FILEMODE_COMMIT
        try link(entry.name, isFolder: isFolder, into: folder, from: other)
    }

    private func link(_ name: FolderHandle.Name, isFolder: Bool, into folder: FolderHandle, from other: FolderHandle)
        throws
    {
        if isFolder {
            let (new, old) = (try folder.makeFolder(name), try other.folder(name))
            return try old.visit { name, isFolder in
                try budget.addEntry()
                try link(name, isFolder: isFolder, into: new, from: old)
            }
        }
        if try !folder.link(name, from: other) { try folder.copy(name, from: other) }
        report.linked += 1
    }

    private func writeBlob(_ entry: TreeEntry, into folder: FolderHandle) throws {
        try budget.addBytes(size(of: entry))
        let blob = try GitHandle(
            "file '\(entry.text)' of the commit cannot be read", otherwise: repository.damage, free: git_blob_free
        ) {
            git_blob_lookup(&$0, repository.pointer, entry.id)
        }
        let bytes = UnsafeRawBufferPointer(
            start: git_blob_rawcontent(blob.pointer), count: Int(git_blob_rawsize(blob.pointer)))
        if entry.mode == GIT_FILEMODE_LINK {
            try folder.makeLink(entry.name, to: entry.linkTarget(bytes))
        } else {
            try folder.makeFile(entry.name, bytes, isExecutable: entry.mode == GIT_FILEMODE_BLOB_EXECUTABLE)
            if LargeFilePointer.matches(bytes) { report.pointers += 1 }
        }
        report.written += 1
    }

    /// Without reading the content, which may be larger than we want in memory.
    private func size(of entry: TreeEntry) throws -> Int64 {
        var size = 0
        var type = GIT_OBJECT_ANY
        try GitStatus.check(
            git_odb_read_header(&size, &type, objects.pointer, entry.id),
            "file '\(entry.text)' of the commit cannot be read", otherwise: repository.damage)
        return Int64(size)
    }

    /// Looks up the addresses of the submodules that were left out. A gitlink without one stays an empty folder.
    private func nameSubmodules(in tree: GitHandle) throws {
        guard !gitlinks.isEmpty, let entry = TreeEntry(git_tree_entry_byname(tree.pointer, ".gitmodules")) else {
            return
        }
        try budget.addBytes(size(of: entry))
        let blob = try GitHandle("'.gitmodules' cannot be read", otherwise: repository.damage, free: git_blob_free) {
            git_blob_lookup(&$0, repository.pointer, entry.id)
        }
        let bytes = UnsafeRawBufferPointer(
            start: git_blob_rawcontent(blob.pointer), count: Int(git_blob_rawsize(blob.pointer)))
        let urls = SubmoduleFile(String(decoding: bytes, as: UTF8.self)).urls
        report.submodules = gitlinks.compactMap { link in
            urls[link.path].map { .init(path: link.path, url: $0, commit: link.commit, previous: link.previous) }
        }
    }
}
