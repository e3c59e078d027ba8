import FoundationEssentials
import SystemPackage

/// Runs a test with a new, empty folder and removes it afterwards.
///
/// - Parameter parent: where to make it; `/dev/shm` is a tmpfs on every Linux.
func withTemporaryFolder<Result>(
    in parent: FilePath = "/tmp", _ body: (FilePath) async throws -> Result
) async throws -> Result {
    let folder = parent.appending("nixery-storage-\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    defer { remove(folder) }
    return try await body(folder)
}

/// The names of all files (not folders) below a folder.
func files(below folder: FilePath) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.string).filter { name in
        var isFolder = false
        return FileManager.default.fileExists(atPath: folder.appending(name).string, isDirectory: &isFolder)
            && !isFolder
    }.sorted()
}

private func remove(_ folder: FilePath) {
    // A folder that stays behind is no reason to fail a test that has passed.
    try? FileManager.default.removeItem(atPath: folder.string)
}
