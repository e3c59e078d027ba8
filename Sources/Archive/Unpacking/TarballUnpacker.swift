package import SystemPackage

/// What a tarball may hold.
package struct UnpackingLimits: Hashable, Sendable {
    /// Bytes of all files.
    package var bytes: Int64
    /// Entries of any kind.
    package var files: Int

    package init(bytes: Int64, files: Int) {
        self.bytes = bytes
        self.files = files
    }
}

/// Unpacks tarballs of sources, trusting nothing in them.
///
/// Files get mode 0644, or 0755 where their owner may execute them; folders 0755; times are those of unpacking. Owners, further
/// attributes and the name of the folder at the top are not kept.
package enum TarballUnpacker {
    /// Unpacks what is in the folder at a tarball's top.
    ///
    /// Runs on the threads for blocking work; cancelling the task stops it at the next block. A folder that was begun is left
    /// to the caller to remove.
    ///
    /// - Parameters:
    ///   - file: a tar, plain or with gzip, xz, zstd or bzip2.
    ///   - folder: an existing, empty folder.
    /// - Throws: ``UnpackingError``, `CancellationError`, or an `Errno` when the file cannot be opened.
    package static func unpack(_ file: FilePath, into folder: FilePath, limits: UnpackingLimits) async throws {
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            try unpackNow(file, into: folder, limits: limits)
        }
    }

    private static func unpackNow(_ file: FilePath, into folder: FilePath, limits: UnpackingLimits) throws {
        try withUTF8Names {
            let handle = try Files.openFile(at: ByteString(file))
            let reader = try TarballReader(handle)
            var unpacking = Unpacking(into: try UnpackingFolder(folder), limits: limits)
            while let (name, kind) = try reader.next() {
                try Task.checkCancellation()
                try unpacking.add(try EntryName(name), kind, from: reader)
            }
            try unpacking.finish()
            withExtendedLifetime(handle) {}
            // Each entry has headers and padding besides its contents.
            try GzipChecksums.check(file, limit: limits.bytes + Int64(limits.files) * 8192)
        }
    }
}

/// One tarball being unpacked.
private struct Unpacking {
    private var folder: UnpackingFolder
    private let limits: UnpackingLimits
    private var top: ByteString?
    private var files = 0
    /// What the entries' headers say, so that it also counts what takes no space on disk.
    private var bytes: Int64 = 0

    init(into folder: UnpackingFolder, limits: UnpackingLimits) {
        self.folder = folder
        self.limits = limits
    }

    mutating func add(_ name: EntryName, _ kind: TarballReader.Kind, from reader: TarballReader) throws {
        files += 1
        guard files <= limits.files else { throw UnpackingError.tooManyFiles(limit: limits.files) }
        guard try isInside(name) else { return }
        switch kind {
        case .directory: try folder.addDirectory(name)
        case .file(let size, let isExecutable):
            guard size >= 0, size <= limits.bytes - bytes else {
                throw UnpackingError.tooManyBytes(limit: limits.bytes)
            }
            bytes += size
            try copy(reader, size: size, to: try folder.addFile(name, isExecutable: isExecutable), name)
        case .symlink(let target):
            guard name.mayLink(to: target) else { throw UnpackingError.linkLeaves(name.text, target: target) }
            try folder.addLink(name, to: target)
        case .hardLink(let target):
            let target = try EntryName(target)
            guard try isInside(target) else { throw UnpackingError.hardLink(name.text, target: target.text) }
            try folder.addHardLink(name, to: target)
        case .other: throw UnpackingError.unsupportedKind(name.text)
        }
    }

    func finish() throws {
        if top == nil { throw UnpackingError.noSingleFolder("") }
    }

    /// Whether a name lies in the folder at the top, which the first name decides; false for `./`, where that folder lies.
    private mutating func isInside(_ name: EntryName) throws -> Bool {
        guard let first = name.top else { return false }
        if top == nil { top = first }
        guard first == top else { throw UnpackingError.noSingleFolder(name.text) }
        return true
    }

    private func copy(_ reader: TarballReader, size: Int64, to file: OpenHandle, _ name: EntryName) throws {
        do {
            while try reader.readBlock({ bytes, offset throws(Errno) in
                guard offset >= 0, offset + Int64(bytes.count) <= size else { throw Errno.fileTooLarge }
                try Files.write(bytes, to: file, at: offset)
            }) {
                try Task.checkCancellation()
            }
            try Files.setSize(size, of: file)
        } catch let cause as Errno {
            throw UnpackingError.unwritable(name.text, cause: cause)
        }
    }
}
