import Archive
package import SystemPackage

/// A file that appears whole under its name or not at all; gzip where the name ends in `.gz`.
package struct ResultFile {
    private let file: ExportFile
    private let isCompressed: Bool
    private var waiting: [UInt8] = []
    private var isBegun = false
    private static let pieceSize = 1 << 20

    /// Replaces what is at `path`, if that is a plain file, when `body` has returned.
    ///
    /// - Throws: ``ExportError``, or what `body` throws.
    package static func write(to path: FilePath, _ body: (inout ResultFile) async throws -> Void) async throws {
        try await Blocking.run(on: path) { try checkReplaceable(path) }
        try await ExportFile.replacing(path) { file in
            var result = ResultFile(file: file, isCompressed: path.extension == "gz")
            try await body(&result)
            // Nothing at all is a gzip file as well.
            if !result.waiting.isEmpty || !result.isBegun { try await result.flush() }
        }
    }

    private init(file: ExportFile, isCompressed: Bool) { (self.file, self.isCompressed) = (file, isCompressed) }

    /// Adds bytes at the end.
    package mutating func write(_ bytes: [UInt8]) async throws {
        waiting += bytes
        if waiting.count >= Self.pieceSize { try await flush() }
    }

    private mutating func flush() async throws {
        let piece = waiting
        waiting = []
        isBegun = true
        try await file.write(isCompressed ? Blocking.run { try GzipMember.compress(piece) } : piece)
    }
}
