import Conformance
import FoundationEssentials
import Glibc
import SystemPackage
import Testing

@testable import Storage

@Suite struct FilesystemStoreTests {
    @Test func anotherStoreOnTheFolderSeesTheSame() async throws {
        try await withTemporaryFolder { folder in
            let (one, two) = (try await FilesystemStore(root: folder), try await FilesystemStore(root: folder))
            let key = try ObjectKey("shared/object")
            #expect(try await one.put([1], at: key, condition: .absent))
            #expect(try await two.put([2], at: key, condition: .absent) == false)
            #expect(try await two.read(key, range: nil)?.collect(of: key) == [1])
            try await two.delete(key)
            #expect(try await one.stat(key) == nil)
        }
    }

    @Test func anOpenBodyOutlivesItsObject() async throws {
        try await withTemporaryFolder { folder in
            let store = try await FilesystemStore(root: folder)
            let key = try ObjectKey("going")
            let bytes = [UInt8](repeating: 3, count: 1_000_000)
            _ = try await store.put(bytes, at: key, condition: .always)
            let body = try #require(try await store.read(key, range: nil))
            try await store.delete(key)
            #expect(try await body.collect(of: key) == bytes)
        }
    }

    @Test func aFileThatWasCutIsAnErrorAndNoShortObject() async throws {
        try await withTemporaryFolder { folder in
            let store = try await FilesystemStore(root: folder)
            let key = try ObjectKey("cut")
            _ = try await store.put([UInt8](repeating: 3, count: 1_000_000), at: key, condition: .always)
            let body = try #require(try await store.read(key, range: nil))
            #expect(truncate(store.layout.path(of: key).string, 300_000) == 0)
            await #expect(throws: StorageError.self) { _ = try await body.collect(of: key) }
        }
    }

    @Test func foldersThatVanishWhileItRunsAreMadeAgain() async throws {
        try await withTemporaryFolder { folder in
            let store = try await FilesystemStore(root: folder)
            let key = try ObjectKey("some/where/deep")
            _ = try await store.put([1], at: key, condition: .always)
            try FileManager.default.removeItem(atPath: folder.appending("objects/some").string)
            #expect(try await store.put([2], at: key, condition: .absent))
            #expect(try await store.read(key, range: nil)?.collect(of: key) == [2])
        }
    }

    @Test func strayFilesAreNoObjects() async throws {
        try await withTemporaryFolder { folder in
            let store = try await FilesystemStore(root: folder)
            _ = try await store.put([1], at: ObjectKey("real"), condition: .always)
            let objects = folder.appending("objects")
            for name in ["README", "file with spaces", "x+y@", "no-marker", "..@", "@", "+"] {
                let made = FileManager.default.createFile(atPath: objects.appending(name).string, contents: Data())
                #expect(made)
            }
            try FileManager.default.createDirectory(
                atPath: objects.appending("sp+").string, withIntermediateDirectories: true)
            let unreachable = objects.appending("sp+/lit@").string
            #expect(FileManager.default.createFile(atPath: unreachable, contents: Data()))
            var keys: [String] = []
            for try await found in store.list(prefix: "") { keys.append(found.key.value) }
            #expect(keys == ["real"])
        }
    }

    @Test func aWriterIsOfNoUseAfterItsUpload() async throws {
        try await withTemporaryFolder { folder in
            let store = try await FilesystemStore(root: folder)
            var kept: (any ObjectWriter)?
            let key = try await store.upload { writer in
                kept = writer
                try await writer.write([1])
                return try ObjectKey("done")
            }
            let writer = try #require(kept)
            await #expect(throws: StorageError.self) { try await writer.write([2]) }
            #expect(try await store.read(key, range: nil)?.collect(of: key) == [1])
        }
    }

    @Test func aStoreThatIsClosedLeavesNoStagingFolder() async throws {
        try await withTemporaryFolder { folder in
            do {
                let store = try await FilesystemStore(root: folder)
                _ = try await store.put([1], at: ObjectKey("object"), condition: .absent)
                #expect(try files(below: folder.appending("staging")).count == 2)
            }
            // A thread that worked for the store may hold it for a moment longer.
            for _ in 0..<1000 where try files(below: folder.appending("staging")) != ["lock"] {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(try files(below: folder.appending("staging")) == ["lock"])
        }
    }
}
