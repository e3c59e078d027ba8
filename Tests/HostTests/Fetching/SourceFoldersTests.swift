import Conformance
import FoundationEssentials
import Glibc
import Logging
import Storage
import SystemPackage
import Testing

@testable import Host

/// Who makes a folder, who waits, and what is left.
@Suite struct SourceFoldersTests {
    private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private func folders(_ root: FilePath, maximumBytes: Int64 = 1 << 30) -> SourceFolders {
        SourceFolders(root: root, maximumBytes: maximumBytes, logger: logger)
    }

    private func write(_ text: String, _ staging: FilePath) throws {
        try staging.appending("source").appending("file").write(text)
    }

    private func exists(_ path: FilePath) -> Bool { access(path.string, F_OK) == 0 }

    private func names(_ folder: FilePath) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted()
    }

    @Test func `A folder is made once for many callers, and found again by a later process`() async throws {
        try await withTemporaryFolder { root in
            let count = Shared(0)
            let shared = folders(root)
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await shared.folder("key", logger: logger) { staging, _ in
                            count.withLock { $0 += 1 }
                            try await Task.sleep(for: .milliseconds(20))
                            try write("a", staging)
                        }.path.string
                    }
                }
                let paths = try await group.reduce(into: Set<String>()) { $0.insert($1) }
                #expect(paths == ["\(root)/key/source"])
            }
            await shared.settle()
            let later = try await folders(root).folder("key", logger: logger) { _, _ in Issue.record("made again") }
            #expect(exists(later.path.appending("file")))
            #expect(count.withLock { $0 } == 1)
            #expect(try names(root.appending("staging")) == [])
        }
    }

    @Test func `Another process waits for the one that makes it`() async throws {
        try await withTemporaryFolder { root in
            let (started, gate) = (Gate(), Gate())
            let (first, second) = (folders(root), folders(root))
            async let made = first.folder("key", logger: logger) { staging, _ in
                started.open()
                await gate.wait()
                try write("first", staging)
            }
            await started.wait()
            async let found = second.folder("key", logger: logger) { _, _ in Issue.record("made twice") }
            gate.open()
            let paths = try await (made.path, found.path)
            #expect(paths.0 == paths.1)
        }
    }

    @Test func `A failed making leaves nothing, and the next one starts afresh`() async throws {
        try await withTemporaryFolder { root in
            let folders = folders(root)
            await #expect(throws: Errno.ioError) {
                try await folders.folder("key", logger: logger) { staging, _ in
                    try write("half", staging)
                    throw Errno.ioError
                }
            }
            #expect(try names(root) == ["gate", "staging"])
            #expect(try names(root.appending("staging")) == [])
            _ = try await folders.folder("key", logger: logger) { staging, _ in
                #expect(try names(staging) == [])
                try write("whole", staging)
            }
        }
    }

    @Test func `When the last caller gives up, the making ends and leaves nothing`() async throws {
        try await withTemporaryFolder { root in
            let (started, gate) = (Gate(), Gate())
            let folders = folders(root)
            let callers = (0..<2).map { _ in
                Task {
                    try await folders.folder("key", logger: logger) { staging, _ in
                        try write("half", staging)
                        started.open()
                        await gate.wait()
                        try await Task.sleep(for: .seconds(3600))
                    }
                }
            }
            await started.wait()
            gate.open()
            for caller in callers { caller.cancel() }
            for caller in callers {
                await #expect(throws: CancellationError.self) { try await caller.value }
            }
            // Waits for the end of the cancelled making, since both want the same staging folder.
            _ = try await folders.folder("key", logger: logger) { staging, _ in
                #expect(try names(staging) == [])
                try write("whole", staging)
            }
        }
    }

    @Test func `What a killed process left is removed at the next start`() async throws {
        try await withTemporaryFolder { root in
            try root.appending("staging/dead/source/file").write("half")
            try root.appending("staging/dead.lock").write("")
            try root.appending("staging/old.removed-1/source/file").write("x")
            // Shown, but never known to be on disk.
            try root.appending("lost/source/file").write("x")
            try root.appending("lost/lock").write("")
            _ = try await folders(root).folder("key", logger: logger) { staging, _ in try write("x", staging) }
            #expect(try names(root) == ["gate", "key", "staging"])
            #expect(try names(root.appending("staging")) == [])
        }
    }

    @Test func `A making of a living process is left alone`() async throws {
        try await withTemporaryFolder { root in
            let (started, gate, first) = (Gate(), Gate(), folders(root))
            async let made = first.folder("slow", logger: logger) { staging, _ in
                try write("slow", staging)
                started.open()
                await gate.wait()
            }
            await started.wait()
            _ = try await folders(root).folder("other", logger: logger) { staging, _ in try write("x", staging) }
            gate.open()
            let path = try await made.path
            #expect(exists(path.appending("file")))
        }
    }

    @Test func `A making is offered the folder that was used last`() async throws {
        try await withTemporaryFolder { root in
            let folders = folders(root)
            for key in ["a", "b", "c"] {
                _ = try await folders.folder(key, logger: logger) { staging, _ in try write(key, staging) }
            }
            // Until then they are in use.
            await folders.settle()
            _ = try await folders.folder("a", logger: logger) { _, _ in }
            _ = try await folders.folder("d", logger: logger) { staging, previous in
                #expect(previous?.path == root.appending("a/source"))
                try write("d", staging)
            }
        }
    }

    @Test func `Beyond the limit the least recently used go, but none in use or used lately`() async throws {
        try await withTemporaryFolder { root in
            let folders = folders(root, maximumBytes: 10)
            func make(_ key: String) async throws -> SourceFolder {
                try await folders.folder(key, logger: logger) { staging, _ in try write("12345", staging) }
            }
            let held = try await make("held")
            for key in ["old", "older", "lately"] { _ = try await make(key) }
            await folders.settle()
            for (key, minutes) in [("held", 90), ("older", 60), ("old", 30), ("lately", 1)] {
                try age(root.appending(key), minutes: minutes, isHeld: key == "held")
            }
            _ = try await make("new")
            await folders.settle()
            #expect(try names(root) == ["gate", "held", "lately", "new", "staging"])
            #expect(try names(root.appending("staging")) == [])
            withExtendedLifetime(held) {}
        }
    }

    @Test func `What was not used for 30 days goes, however much room there is`() async throws {
        try await withTemporaryFolder { root in
            let folders = folders(root, maximumBytes: 1 << 30)
            for key in ["young", "old"] {
                _ = try await folders.folder(key, logger: logger) { staging, _ in try write("12345", staging) }
            }
            await folders.settle()
            try age(root.appending("young"), minutes: 29 * 1440, isHeld: false)
            try age(root.appending("old"), minutes: 31 * 1440, isHeld: false)
            _ = try await folders.folder("new", logger: logger) { staging, _ in try write("12345", staging) }
            await folders.settle()
            #expect(try names(root) == ["gate", "new", "staging", "young"])
        }
    }

    @Test func `Names that are not UTF-8 and folders without write permission are removed too`() async throws {
        try await withTemporaryFolder { root in
            let folder = root.appending("tree/inner")
            try folder.makeFolders()
            let name = [0x66, 0xFF, 0].map { CChar(truncatingIfNeeded: $0) }
            let file = folder.appending(try #require(FilePath.Component(platformString: name)))
            _ = try FileDescriptor.open(file, .writeOnly, options: .create, permissions: .ownerRead).closeAfter {}
            #expect(chmod(folder.string, 0o555) == 0)
            FolderTree.remove(root.appending("tree"))
            #expect(!exists(root.appending("tree")))
        }
    }

    @Test(arguments: ["", ".", "..", "a/b", "staging", "gate", "x.lock", ".hidden", "é"])
    func `A key that is no plain name is refused`(key: String) async throws {
        try await withTemporaryFolder { root in
            _ = await #expect(throws: SourceError.self) {
                try await folders(root).folder(key, logger: logger) { _, _ in }
            }
        }
    }

    /// Sets when a folder was last used; waits first until nobody uses it any more, who would note the time at the end.
    private func age(_ folder: FilePath, minutes: Int, isHeld: Bool) throws {
        let file = try SystemCall.open(folder.appending("lock"), O_RDWR)
        if !isHeld { _ = try SystemCall.lock(file, shared: false, waiting: true) }
        let then = timespec(tv_sec: time(nil) - 60 * minutes, tv_nsec: 0)
        #expect(futimens(file.descriptor, [then, then]) == 0)
    }
}
