import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file of this machine, where an address names one.
struct LocalFile: Sendable {
    private let address: FetchAddress
    private let path: FilePath

    init(_ address: FetchAddress, _ path: FilePath) {
        self.address = address
        self.path = path
    }

    /// All of it.
    func read(maximumBytes: Int) async throws -> [UInt8] {
        try await open { file in
            var bytes: [UInt8] = []
            while let piece = try Self.piece(of: file) {
                bytes += piece
                guard bytes.count <= maximumBytes else {
                    throw FetchError.tooLarge(address, limit: Int64(maximumBytes))
                }
            }
            return bytes
        }
    }

    /// Size and time of the last change.
    func version() async throws -> String {
        try await open { file in
            var status = stat()
            guard fstat(file.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
            return "\(status.st_ino)-\(status.st_size)-\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
        }
    }

    /// Hands out all of it in pieces.
    func forEachPiece(_ body: (sending [UInt8]) async throws -> Void) async throws {
        let file = try await open { try $0.duplicate() }
        do {
            while let piece = try await Blocking.run({ try Self.piece(of: file) }) { try await body(piece) }
        } catch {
            try? file.close()  // Nothing was written to it.
            throw error
        }
        try file.close()
    }

    private func open<Value: Sendable>(_ body: @escaping @Sendable (FileDescriptor) throws -> Value) async throws
        -> Value
    {
        do {
            return try await Blocking.run {
                let file = try FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking])
                return try file.closeAfter { try body(file) }
            }
        } catch Errno.noSuchFileOrDirectory {
            throw FetchError.notFound(address)
        } catch let cause as Errno {
            throw FetchError.unavailable(address, reason: "\(cause)")
        }
    }

    private static func piece(of file: FileDescriptor) throws -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        let count = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
        return count == 0 ? nil : Array(buffer.prefix(count))
    }
}
