package import SystemPackage

extension ByteString {
    /// The bytes of a path.
    package init(_ path: FilePath) {
        self = path.withPlatformString { start in
            ByteString(UnsafeRawBufferPointer(start: start, count: path.length))
        }
    }

    /// This path and a name below it.
    func appending(_ name: ByteString) -> ByteString {
        bytes.isEmpty ? name : ByteString(bytes + [UInt8(ascii: "/")] + name.bytes)
    }

    /// The part after the last slash.
    var lastComponent: ByteString {
        ByteString(bytes[((bytes.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...])
    }

    /// Container engines take such a name for an order to delete (OCI image spec, layer.md, "Whiteouts").
    var isWhiteout: Bool { bytes.starts(with: ".wh.".utf8) }
}
