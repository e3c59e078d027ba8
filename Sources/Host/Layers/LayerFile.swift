import Archive
import OCI
package import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads and writes the files of layering, plain or compressed with gzip.
package enum LayerFile {
    /// Bytes of a file, uncompressed, that are read at most.
    private static let limit = 2 << 30

    /// The bytes of a file; gzip is told by its first bytes, not by the file's name.
    ///
    /// - Throws: ``LayerFileError``.
    static func read(_ path: FilePath) async throws -> [UInt8] {
        let bytes = try await contents(path)
        let isCompressed = bytes.starts(with: [0x1f, 0x8b])
        let plain = isCompressed ? try await decompressed(bytes, of: path) : bytes
        guard plain.contains(where: { !isSpace($0) }) else { throw LayerFileError(path, "it is empty") }
        return plain
    }

    /// Reads and decodes a file of one JSON value.
    ///
    /// - Throws: ``LayerFileError``.
    static func read<Value: Decodable & Sendable>(_ type: Value.Type, from path: FilePath) async throws -> Value {
        let bytes = try await read(path)
        return try await Blocking.run { try decode(type, from: bytes, of: path) }
    }

    /// - Parameter line: which line of the file it is, where it is not all of it.
    static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: some Sequence<UInt8>, of path: FilePath, line: Int? = nil
    ) throws(LayerFileError) -> Value {
        let place = line.map { "line \($0): " } ?? ""
        do {
            return try CanonicalJSON.decode(type, from: bytes)
        } catch let error as DecodingError {
            throw LayerFileError(path, place + error.reason)
        } catch {
            throw LayerFileError(path, "\(place)it is not JSON")
        }
    }

    /// Looks whether a file may be written there, so that nobody waits for its contents in vain. Writing looks again.
    ///
    /// - Throws: ``ExportError``.
    package static func checkWritable(_ path: FilePath) async throws {
        try await Blocking.run(on: path) {
            try checkReplaceable(path)
            let folder = path.removingLastComponent()
            guard access(folder.isEmpty ? "." : folder.string, W_OK) == 0 else { throw Errno(rawValue: errno) }
        }
    }

    /// Replaces a file as a whole, see ``ResultFile``.
    ///
    /// - Throws: ``ExportError``.
    static func write(_ bytes: [UInt8], to path: FilePath) async throws {
        try await ResultFile.write(to: path) { try await $0.write(bytes) }
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

    private static func contents(_ path: FilePath) async throws -> [UInt8] {
        do {
            return try await Blocking.run {
                let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
                return try file.closeAfter { try all(of: file, path) }
            }
        } catch Errno.noSuchFileOrDirectory {
            throw LayerFileError(path, "there is no such file")
        } catch let cause as Errno {
            throw LayerFileError(path, "\(cause)")
        }
    }

    private static func all(of file: FileDescriptor, _ path: FilePath) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while case let count = try piece.withUnsafeMutableBytes({ try file.read(into: $0) }), count > 0 {
            bytes += piece[..<count]
            guard bytes.count <= limit else { throw tooLarge(path) }
        }
        return bytes
    }

    private static func decompressed(_ bytes: [UInt8], of path: FilePath) async throws -> [UInt8] {
        let pieces = AsyncStream(bytes: bytes)
        var plain: [UInt8] = []
        do {
            for try await piece in LayerReader(pieces, mediaType: .ociLayerGzip) {
                plain += piece
                guard plain.count <= limit else { throw tooLarge(path) }
            }
        } catch ArchiveError.corruptLayer(let reason) {
            throw LayerFileError(path, "its gzip data is damaged: \(reason)")
        }
        return plain
    }

    private static func tooLarge(_ path: FilePath) -> LayerFileError {
        LayerFileError(path, "it has more than \(limit >> 30) GiB")
    }
}

extension AsyncStream<[UInt8]> {
    /// The bytes as one piece.
    fileprivate init(bytes: [UInt8]) {
        self.init { stream in
            stream.yield(bytes)
            stream.finish()
        }
    }
}
