import CMemoryFile
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Standard input for a process that may end without reading it: a file in memory. A pipe would end *us* by SIGPIPE, or block.
enum InputFile {
    /// A descriptor at the start of a nameless file with these bytes; the caller closes it.
    static func make(_ bytes: [UInt8]) throws -> FileDescriptor {
        let number = nixery_memory_file()
        guard number >= 0 else { throw Errno(rawValue: errno) }
        let file = FileDescriptor(rawValue: number)
        do {
            _ = try file.writeAll(bytes)
            _ = try file.seek(offset: 0, from: .start)
            return file
        } catch {
            try? file.close()  // The other error is the one to tell.
            throw error
        }
    }
}
