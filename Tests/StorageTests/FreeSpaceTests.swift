import Conformance
import SystemPackage
import Testing

@testable import Storage

/// What a store on a file system says of the space that is left.
struct FreeSpaceTests {
    @Test(.requiresTmpfs())
    func `what is stored is free no more`() async throws {
        try await Tmpfs.with(megabytes: 16) { disk in
            let store = try await FilesystemStore(root: disk)
            let before = try await store.freeSpace()
            #expect(before > 8 << 20 && before <= 16 << 20)
            let bytes = [UInt8](repeating: 1, count: 4 << 20)
            _ = try await store.put(bytes, at: ObjectKey("a"), condition: .always)
            let after = try await store.freeSpace()
            #expect(before - after >= 4 << 20)
        }
    }
}
