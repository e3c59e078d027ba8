import SystemPackage

/// A small text file that holds a secret.
enum SecretFile {
    /// - Throws: `Errno`; `fileTooLarge` for more than 64 KiB, `illegalByteSequence` for what is no text.
    static func read(_ file: FilePath) throws -> String {
        let descriptor = try FileDescriptor.open(file, .readOnly, options: .closeOnExec)
        return try descriptor.closeAfter {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 16 << 10)
            while true {
                let count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
                if count == 0 { break }
                bytes += buffer.prefix(count)
                guard bytes.count <= 64 << 10 else { throw Errno.fileTooLarge }
            }
            guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
                throw Errno.illegalByteSequence
            }
            return text
        }
    }
}
