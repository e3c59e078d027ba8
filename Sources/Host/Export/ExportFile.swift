package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that is being written.
package struct ExportFile: Sendable {
    private let descriptor: FileDescriptor
    private let path: FilePath

    /// Creates a file under another name next to `path`, hands it out, and renames it when `body` has returned. When
    /// `body` throws, nothing is left, and what was at `path` is untouched.
    package static func replacing(_ path: FilePath, _ body: (ExportFile) async throws -> Void) async throws {
        let partial = path.partial
        let file = ExportFile(descriptor: try await create(partial, for: path), path: path)
        do {
            try await file.filled(body)
            try await Blocking.run(on: path) { try rename(partial, to: path) }
        } catch {
            _ = unlink(partial.string)  // The first error says more than one of tidying up.
            throw error
        }
    }

    /// Runs `body`, makes what it wrote durable, and closes the file however that ends.
    private func filled(_ body: (ExportFile) async throws -> Void) async throws {
        do {
            try await body(self)
            try await Blocking.run(on: path) {
                guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
        } catch {
            try? descriptor.close()  // The first error says more.
            throw error
        }
        try await Blocking.run(on: path) { try descriptor.close() }
    }

    private static func create(_ partial: FilePath, for path: FilePath) async throws -> FileDescriptor {
        try await Blocking.run(on: path) {
            try FileDescriptor.open(
                partial, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        }
    }

    /// Adds bytes at the end.
    package func write(_ bytes: [UInt8]) async throws {
        try await Blocking.run(on: path) { _ = try descriptor.writeAll(bytes) }
    }

    /// Replaces bytes that were written before.
    func overwrite(_ bytes: [UInt8], at offset: Int64) async throws {
        try await Blocking.run(on: path) { _ = try descriptor.writeAll(toAbsoluteOffset: offset, bytes) }
    }
}

extension FilePath {
    /// A name beside this one that nobody else uses.
    var partial: FilePath {
        let random = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        return removingLastComponent().appending("\(lastComponent?.string ?? "image").partial-\(random)")
    }
}

extension Blocking {
    /// Runs calls on one file. An `Errno` becomes an ``ExportError`` that names the path.
    static func run<Value: Sendable>(
        on path: FilePath, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        do {
            return try await run(work)
        } catch let cause as Errno {
            throw ExportError.file(path, cause)
        }
    }
}

/// Refuses what is at a path, unless that is a plain file or nothing: renaming replaces even a device or a link.
///
/// Links are not followed, because it is the link that would be replaced: `/dev/stdout` is one.
func checkReplaceable(_ path: FilePath) throws {
    var status = stat()
    guard path.withPlatformString({ lstat($0, &status) }) == 0 else {
        let cause = Errno(rawValue: errno)
        guard cause == .noSuchFileOrDirectory else { throw cause }
        return
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw ExportError.notAFile(path) }
}

/// rename(2): atomic, and replaces what is there.
func rename(_ path: FilePath, to target: FilePath) throws(Errno) {
    let status = path.withPlatformString { from in target.withPlatformString { systemRename(from, $0) } }
    guard status == 0 else { throw Errno(rawValue: errno) }
}

/// Makes a folder and those above it, where they are missing.
func createFolders(_ path: FilePath) throws(Errno) {
    if path.withPlatformString({ mkdir($0, 0o755) }) == 0 { return }
    switch Errno(rawValue: errno) {
    case .fileExists: return
    case .noSuchFileOrDirectory where path.removingLastComponent() != path && path.lastComponent != nil:
        let parent = path.removingLastComponent()
        guard !parent.isEmpty else { throw .noSuchFileOrDirectory }
        try createFolders(parent)
        guard path.withPlatformString({ mkdir($0, 0o755) }) == 0 else { throw Errno(rawValue: errno) }
    case let cause: throw cause
    }
}

private func systemRename(_ from: UnsafePointer<CChar>, _ target: UnsafePointer<CChar>) -> CInt {
    #if canImport(Glibc)
        Glibc.rename(from, target)
    #elseif canImport(Musl)
        Musl.rename(from, target)
    #else
        Darwin.rename(from, target)
    #endif
}
