import SystemPackage

@testable import Storage

extension TestedStore {
    /// - Parameter place: a folder on the kind of file system that is meant.
    static func filesystem(_ place: FilePath) -> TestedStore {
        TestedStore("filesystem \(place)") { body in
            try await withTemporaryFolder(in: place) { folder in
                try await body { try await FilesystemStore(root: folder.appending($0)) }
            }
        }
    }
}
