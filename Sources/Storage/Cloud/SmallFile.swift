package import SystemPackage

/// Files of credentials: a few lines, read anew each time, because others renew them.
package enum SmallFile {
    private static let limit = 1 << 20

    /// - Returns: nil where there is no such file.
    package static func read(_ path: FilePath) async throws -> [UInt8]? {
        do throws(Errno) {
            return try await BlockingThreads.shared.run { () throws(Errno) in try bytes(of: path) }
        } catch .noSuchFileOrDirectory { return nil } catch {
            throw StorageError(.denied, key: path.string, cause: "it cannot be read: \(error)")
        }
    }

    /// The first line of a file that must be there.
    package static func line(_ path: FilePath) async throws -> String {
        let text = try await read(path).map { String(decoding: $0, as: UTF8.self) }
        guard let line = text?.split(whereSeparator: \.isNewline).first else {
            throw StorageError(.denied, key: path.string, cause: "it is not there or empty")
        }
        return String(line)
    }

    private static func bytes(of path: FilePath) throws(Errno) -> [UInt8] {
        let file = try SystemCall.open(path, 0)
        var bytes: [UInt8] = []
        while bytes.count < limit {
            let piece = try SystemCall.read(file, count: 1 << 16, at: Int64(bytes.count))
            if piece.isEmpty { break }
            bytes += piece
        }
        return bytes
    }
}
