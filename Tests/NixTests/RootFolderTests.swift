import FoundationEssentials
import SystemPackage
import Testing

@testable import Nix

/// Whose roots stay and whose go.
struct RootFolderTests {
    private func withFolder(_ body: (FilePath) async throws -> Void) async throws {
        let folder = FilePath("/tmp/nixtests-roots-\(UInt32.random(in: 0...UInt32.max))")
        // What stays lies in the temporary folder.
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        try await body(folder)
    }

    private func exists(_ path: FilePath) -> Bool { FileManager.default.fileExists(atPath: path.string) }

    @Test func `Folders of dead processes go, those of living ones stay`() async throws {
        try await withFolder { parent async throws in
            let dead = parent.appending("1-2").appending("1")
            try FileManager.default.createDirectory(atPath: dead.string, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: dead.appending("1").string, withDestinationPath: "/nix/store/nothing")
            try Data().write(to: URL(fileURLWithPath: parent.appending("1-2.lock").string))
            let living = try RootFolder(in: parent)
            #expect(!exists(parent.appending("1-2")) && !exists(parent.appending("1-2.lock")))
            let scope = try living.makeScope()
            let other = try RootFolder(in: parent)
            #expect(exists(scope))
            #expect(try other.makeScope() != scope)
            _ = (living, other)
        }
    }

    @Test func `Folders go with their owner`() async throws {
        try await withFolder { parent async throws in
            do {
                let owner = try RootFolder(in: parent)
                let scope = try owner.makeScope()
                try FileManager.default.createSymbolicLink(
                    atPath: scope.appending("1").string, withDestinationPath: "/nix/store/nothing")
            }
            #expect(try FolderTools.names(in: parent) == ["gate"])
        }
    }

    @Test func `A folder that cannot be made is the machine's trouble`() throws {
        let configuration = NixConfiguration(stateFolder: "/proc/nothing/here", environment: [:])
        let error = #expect(throws: NixError.self) { try NixClient(configuration) }
        guard case .environment(let reason, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.contains("/proc"))
    }
}
