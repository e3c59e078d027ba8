import CFileSystemSync
import Storage
import SystemPackage

extension FolderTree {
    /// Waits until everything on a folder's file system is on disk.
    static func sync(_ folder: FilePath) throws {
        let directory = try FileDescriptor.open(folder, .readOnly, options: [.directory, .closeOnExec])
        _ = try directory.closeAfter { try SystemCall.check { nixery_sync_file_system(directory.rawValue) } }
    }
}
