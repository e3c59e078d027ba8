import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What the program says to the person or script that started it.
enum Terminal {
    /// Writes one line to the standard output.
    static func say(_ text: String) throws {
        try FileDescriptor.standardOutput.writeAll(Array("\(text)\n".utf8))
    }

    /// Writes one line to the standard error, with the program's name.
    static func complain(_ text: String) {
        write("nixery: \(text)\n")
    }

    /// Writes to the standard error as it is.
    static func write(_ text: String) {
        // There is nobody left to tell when the standard error is gone.
        _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
    }

    /// Whether a person reads the standard error.
    static var isInteractive: Bool { isatty(FileDescriptor.standardError.rawValue) == 1 }

    /// Columns of the terminal behind the standard error; 80 where it does not say.
    static var columns: Int { columns(of: .standardError) ?? 80 }

    /// Columns of the terminal behind the standard output; nil where there is none, or it does not say.
    static var outputColumns: Int? { columns(of: .standardOutput) }

    private static func columns(of descriptor: FileDescriptor) -> Int? {
        var size = winsize()
        let known = ioctl(descriptor.rawValue, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return known ? Int(size.ws_col) : nil
    }
}
