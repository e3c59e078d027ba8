import Archive

/// What the link layer does with certain paths of an image, whatever the packages hold.
enum LinkRules {
    /// Nix's own notes in an output, and what container runtimes mount or write themselves.
    private static let neverLinked: Set<ByteString> = [
        "nix-support", "nix", "proc", "sys", "dev", "etc/hosts", "etc/hostname", "etc/resolv.conf", "etc/mtab",
    ]
    /// Folders that must be writable, and those that hold them or what the runtime mounts.
    private static let alwaysDirectories: Set<ByteString> = ["etc", "root", "tmp", "var", "var/tmp"]
    /// Where ``Essentials`` adds files.
    private static let openedDirectories: Set<ByteString> = ["bin", "usr", "usr/bin", "etc/ssl", "etc/ssl/certs"]

    /// How a path that may be a directory is treated.
    enum Place {
        /// A link that no other package competes with stays.
        case ordinary
        /// A link to a directory is replaced by what lies behind it, if that is known.
        case opened
        /// Never anything but a directory.
        case directory
    }

    static func isNeverLinked(_ path: ByteString) -> Bool { neverLinked.contains(path) }

    static func place(_ path: ByteString) -> Place {
        if alwaysDirectories.contains(path) { return .directory }
        return openedDirectories.contains(path) ? .opened : .ordinary
    }
}
