import SystemPackage

/// Takes the files of an image layout, one after the other.
protocol LayoutSink: AnyObject {
    /// - Parameters:
    ///   - name: relative, in plain ASCII; its folders come into being.
    ///   - body: gets what adds bytes to the file.
    func file(_ name: String, _ body: (_ add: ([UInt8]) async throws -> Void) async throws -> Void) async throws
}

extension LayoutSink {
    func file(_ name: String, contents: [UInt8]) async throws {
        try await file(name) { try await $0(contents) }
    }
}

/// Writes into a folder; each file appears whole or not at all.
final class FolderSink: LayoutSink {
    private let root: FilePath

    init(_ root: FilePath) { self.root = root }

    func file(_ name: String, _ body: (([UInt8]) async throws -> Void) async throws -> Void) async throws {
        let path = root.appending(name)
        try await Blocking.run(on: path) { try createFolders(path.removingLastComponent()) }
        try await ExportFile.replacing(path) { file in
            try await body { try await file.write($0) }
        }
    }
}

/// Writes a tar (POSIX ustar) into one file. Sizes are not known in advance, so each header is written again at the end.
final class TarSink: LayoutSink {
    private static let blockSize: Int64 = 512
    private let file: ExportFile
    private var offset: Int64 = 0

    init(_ file: ExportFile) { self.file = file }

    func file(_ name: String, _ body: (([UInt8]) async throws -> Void) async throws -> Void) async throws {
        let start = offset
        try await add([UInt8](repeating: 0, count: Int(TarSink.blockSize)))
        try await body { try await self.add($0) }
        let size = offset - start - TarSink.blockSize
        try await add(
            [UInt8](repeating: 0, count: Int((TarSink.blockSize - size % TarSink.blockSize) % TarSink.blockSize)))
        try await file.overwrite(UstarHeader.file(name, size: size), at: start)
    }

    /// The two empty blocks that end a tar.
    func end() async throws {
        try await add([UInt8](repeating: 0, count: Int(2 * TarSink.blockSize)))
    }

    private func add(_ bytes: [UInt8]) async throws {
        try await file.write(bytes)
        offset += Int64(bytes.count)
    }
}
