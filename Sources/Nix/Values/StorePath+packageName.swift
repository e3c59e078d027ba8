/// A store path's name taken apart as Nix does it for `builtins.parseDrvName`: the version starts after the first dash that a
/// character other than a letter follows (Nix manual, "parseDrvName").
extension StorePath {
    /// The name without its version, for example `glibc`.
    public var packageName: String { Self.split(name).name }

    /// The version, empty where the name has none.
    public var version: String { Self.split(name).version }

    /// Splits a derivation's name.
    static func split(_ name: String) -> (name: String, version: String) {
        let bytes = Array(name.utf8)
        for index in bytes.indices.dropLast() where bytes[index] == UInt8(ascii: "-") && !isLetter(bytes[index + 1]) {
            return (
                String(decoding: bytes[..<index], as: UTF8.self), String(decoding: bytes[(index + 1)...], as: UTF8.self)
            )
        }
        return (name, "")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
