import Archive
import Host
import SystemPackage

/// A file that appears whole under its name or not at all; gzip where the name ends in `.gz`.
struct ResultFile {
    private let file: ExportFile
    private let isCompressed: Bool
    private var waiting: [UInt8] = []
    private static let pieceSize = 1 << 20

    /// - Throws: `ExportError`.
    static func write(to path: FilePath, _ body: (inout ResultFile) async throws -> Void) async throws {
        try await ExportFile.replacing(path) { file in
            var result = ResultFile(file: file, isCompressed: path.extension == "gz")
            try await body(&result)
            try await result.flush()
        }
    }

    private init(file: ExportFile, isCompressed: Bool) { (self.file, self.isCompressed) = (file, isCompressed) }

    mutating func write(_ bytes: [UInt8]) async throws {
        waiting += bytes
        if waiting.count >= Self.pieceSize { try await flush() }
    }

    private mutating func flush() async throws {
        guard !waiting.isEmpty else { return }
        let piece = waiting
        waiting = []
        try await file.write(isCompressed ? Blocking.run { try GzipMember.compress(piece) } : piece)
    }
}
