/// Git LFS keeps the content of large files elsewhere, and in the repository a small text that says where.
enum LargeFilePointer {
    /// First line of the format, version 1 (Git LFS specification, "The Pointer").
    private static let start = Array("version https://git-lfs.github.com/spec/v1\n".utf8)

    static func matches(_ content: UnsafeRawBufferPointer) -> Bool {
        content.count < 1024 && content.starts(with: start)
    }
}
