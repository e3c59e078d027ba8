import Conformance
import FoundationEssentials
import Glibc
import Synchronization
import SystemPackage
import Testing

@testable import Storage

/// Full disks and forbidden folders.
@Suite struct TroubleTests {
    @Test(.requiresTmpfs())
    func aFullFileSystemIsReportedAndNothingHalfWrittenShows() async throws {
        try await Tmpfs.with(megabytes: 64) { folder in
            try await checkFull(FilesystemStore(root: folder), folder, tooMuch: 80_000_000)
        }
    }

    @Test func aWriteThatRunsOutOfSpaceIsReportedAndNothingHalfWrittenShows() async throws {
        try await withTemporaryFolder { folder in
            let store = try await FilesystemStore(root: folder) { descriptor, bytes, count in
                // Up to 2 MB in a file, and half of the write that goes over it.
                let room = 2_000_000 - Int(lseek(descriptor, 0, SEEK_CUR))
                guard room > 0 else {
                    errno = ENOSPC
                    return -1
                }
                return Glibc.write(descriptor, bytes, min(count, room))
            }
            try await checkFull(store, folder, tooMuch: 2_500_000)
        }
    }

    /// Root may write anywhere, so that only another mount can stop it.
    @Test(.requiresTmpfs(if: geteuid() == 0))
    func aReadOnlyFolderIsDeniedAndCanStillBeRead() async throws {
        guard geteuid() != 0 else {
            return try await Tmpfs.with(megabytes: 4) { folder in
                try await checkDenied(folder) { try Tmpfs.makeReadOnly($0) }
            }
        }
        try await withTemporaryFolder { folder in
            defer { setMode(0o755, below: folder) }
            try await checkDenied(folder) { setMode(0o555, below: $0) }
        }
    }

    private func checkDenied(_ folder: FilePath, forbid: (FilePath) throws -> Void) async throws {
        let store = try await FilesystemStore(root: folder)
        let (old, new) = (try ObjectKey("old"), try ObjectKey("folder/new"))
        _ = try await store.put([1], at: old, condition: .always)
        try forbid(folder.appending("objects"))
        await expect(.denied) { _ = try await store.put([2], at: new, condition: .always) }
        await expect(.denied) { _ = try await store.put([2], at: new, condition: .absent) }
        await expect(.denied) { try await store.upload { _ in new } }
        await expect(.denied) { try await store.delete(old) }
        await expect(.denied) { _ = try await FilesystemStore(root: folder.appending("objects/below")) }
        #expect(try await store.read(old, range: nil)?.collect(of: old) == [1])
        #expect(try files(below: folder.appending("staging")).allSatisfy { $0.hasSuffix("lock") })
    }

    @Test func aRootThatCannotBeMadeIsNamed() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending("file")
            #expect(FileManager.default.createFile(atPath: file.string, contents: Data()))
            for root in [file, file.appending("store"), "/proc/nowhere/store"] {
                let error = await #expect(throws: StorageError.self) { _ = try await FilesystemStore(root: root) }
                #expect(error?.key == root.string)
                #expect(error?.description.contains("opening the store's folder") == true)
            }
        }
    }

    private func checkFull(_ store: FilesystemStore, _ folder: FilePath, tooMuch: Int) async throws {
        let (old, new) = (try ObjectKey("old"), try ObjectKey("new/object"))
        _ = try await store.put([1, 2], at: old, condition: .always)
        let upload = { (isSilent: Bool) async throws -> Void in
            try await store.upload { writer in
                do {
                    for _ in 0..<(tooMuch / 100_000) { try await writer.write([UInt8](repeating: 1, count: 100_000)) }
                } catch  where isSilent {}
                return new
            }
        }
        await expect(.full) { try await upload(false) }
        await expect(.full) { try await upload(true) }
        await expect(.full) {
            _ = try await store.put([UInt8](repeating: 1, count: tooMuch), at: new, condition: .absent)
        }
        #expect(try await store.stat(new) == nil)
        #expect(try files(below: folder.appending("objects")) == ["old@"])
        #expect(try files(below: folder.appending("staging")).allSatisfy { $0.hasSuffix("lock") })
        #expect(try await store.put([3], at: new, condition: .absent))
        #expect(try await store.read(old, range: nil)?.collect(of: old) == [1, 2])
    }

    /// Takes or gives rights in a folder and all that lies in it.
    private func setMode(_ mode: mode_t, below folder: FilePath) {
        let below = (try? FileManager.default.subpathsOfDirectory(atPath: folder.string)) ?? []  // None: only itself.
        for path in [folder] + below.map({ folder.appending($0) }) { chmod(path.string, mode) }
    }
}

/// Runs something that must fail with a ``StorageError`` of one kind.
func expect(
    _ kind: StorageError.Kind, at location: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async {
    let error = await #expect(throws: StorageError.self, sourceLocation: location) { try await body() }
    #expect(error?.kind == kind, sourceLocation: location)
}
