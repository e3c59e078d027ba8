import FoundationEssentials
import Storage
import SystemPackage
import Testing

@Suite struct StagingTests {
    @Test func leftoversOfTheDeadAreRemovedAndFilesOfTheLivingStay() async throws {
        try await withTemporaryFolder { folder in
            let staging = folder.appending("staging")
            for dead in ["999999-dead", "1-same-number-as-a-living-process"] {
                try FileManager.default.createDirectory(
                    atPath: staging.appending(dead).string, withIntermediateDirectories: true)
                for name in ["lock", "1", "2"] {
                    let path = staging.appending(dead).appending(name).string
                    #expect(FileManager.default.createFile(atPath: path, contents: Data([1])))
                }
            }
            // Killed between making its folder and its lock.
            try FileManager.default.createDirectory(
                atPath: staging.appending("7-unlocked").string, withIntermediateDirectories: true)
            let living = try await FilesystemStore(root: folder)
            try await living.upload { writer in
                try await writer.write([UInt8](repeating: 1, count: 1_000_000))
                _ = try await FilesystemStore(root: folder)
                let left = try FileManager.default.contentsOfDirectory(atPath: staging.string).filter { $0 != "lock" }
                #expect(left.count == 1)
                #expect(left.allSatisfy { $0.hasPrefix("\(ProcessInfo.processInfo.processIdentifier)-") })
                return try ObjectKey("survivor")
            }
            #expect(try await living.stat(ObjectKey("survivor"))?.size == 1_000_000)
        }
    }
}
