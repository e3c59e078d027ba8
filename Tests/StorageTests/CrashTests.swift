import FoundationEssentials
import Glibc
import Storage
import SystemPackage
import Testing

/// A child process writes and is killed at a named point; what it leaves is looked at from here.
@Suite struct CrashTests {
    /// The points before the object has its name, and those after.
    static let before: [CrashPoint] = [.uploadBegun, .uploadHalfWritten, .uploadWritten, .uploadSynced, .putWritten]
    static let after: [CrashPoint] = [.uploadRenamed, .putRenamed]

    @Test(arguments: before) func nothingShowsOfAnObjectWithoutName(_ point: CrashPoint) async throws {
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            try await crash(at: point.rawValue, in: folder)
            try await checkStore(folder, isNew: false)
        }
    }

    @Test(arguments: after) func anObjectWithNameIsWhole(_ point: CrashPoint) async throws {
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            try await crash(at: point.rawValue, in: folder)
            try await checkStore(folder, isNew: true)
        }
    }

    @Test func aLaterTimeOfAPointCanBeChosen() async throws {
        try await withTemporaryFolder { folder in
            try await prepare(folder)
            try await crash(at: "uploadHalfWritten:3", in: folder)
            let staged = try files(below: folder.appending("staging")).filter { !$0.hasSuffix("lock") }
            let path = try #require(staged.first)
            let size = try FileManager.default.attributesOfItem(atPath: folder.appending("staging/\(path)").string)[
                .size]
            #expect(size as? UInt64 == 900_000)
            try await checkStore(folder, isNew: false)
        }
    }

    private func prepare(_ folder: FilePath) async throws {
        _ = try await FilesystemStore(root: folder).put([1, 2, 3], at: ObjectKey("old"), condition: .always)
    }

    /// Runs a process that uploads 1.2 MB as `uploaded`, puts `put`, and dies on the way.
    private func crash(at point: String, in folder: FilePath) async throws {
        let path = folder.string
        await #expect(processExitsWith: .signal(SIGKILL)) { [point = point as String, path = path as String] in
            setenv("NIXERY_TEST_CRASH_AT", point, 1)
            let store = try await FilesystemStore(root: FilePath(path))
            if point.hasPrefix("put") {
                _ = try await store.put(
                    [UInt8](repeating: 7, count: 1_200_000), at: ObjectKey("new"), condition: .absent)
            }
            try await store.upload { writer in
                for _ in 0..<4 { try await writer.write([UInt8](repeating: 7, count: 300_000)) }
                return try ObjectKey("new")
            }
        }
    }

    private func checkStore(_ folder: FilePath, isNew: Bool) async throws {
        let store = try await FilesystemStore(root: folder)
        var keys: [String] = []
        for try await found in store.list(prefix: "") { keys.append(found.key.value) }
        #expect(keys == (isNew ? ["new", "old"] : ["old"]))
        let new = try ObjectKey("new")
        let bytes = try await store.read(new, range: nil)?.collect(of: new)
        #expect(bytes == (isNew ? [UInt8](repeating: 7, count: 1_200_000) : nil))
        // Only the locks of the folder and of the store that is open now.
        #expect(try files(below: folder.appending("staging")).allSatisfy { $0.hasSuffix("lock") })
        #expect(try files(below: folder.appending("staging")).count == 2)
        #expect(try await store.put([4], at: new, condition: .absent) == !isNew)
    }
}
