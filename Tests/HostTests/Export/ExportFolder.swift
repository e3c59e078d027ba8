import FoundationEssentials
import SystemPackage

/// Runs a test with a new, empty folder and removes it afterwards.
func withExportFolder(_ body: (FilePath) async throws -> Void) async throws {
    let folder = FilePath(FileManager.default.temporaryDirectory.path).appending("nixery-export-\(UUID().uuidString)")
    try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
    // A folder that stays behind is no reason to fail a test that has passed.
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    try await body(folder)
}

/// The sorted names in a folder.
func names(_ folder: FilePath) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted()
}

func contents(_ file: FilePath) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(filePath: file.string)))
}

func write(_ text: String, to folder: FilePath, _ name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: folder.appending(name).string))
}
