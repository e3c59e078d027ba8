import SystemPackage

extension ScalarFormat where Value == String {
    /// Text with something in it.
    static var text: Self {
        Self(expected: "text that is not empty", parse: { $0.isEmpty ? nil : $0 }, render: { $0 })
    }

    /// Text that may be empty.
    static var anyText: Self {
        Self(expected: "text", parse: { $0 }, render: { $0 })
    }

    /// A path below another: not absolute, and not leaving it.
    static var relativePath: Self {
        Self(expected: "a relative path without '..'") { text in
            let path = FilePath(text)
            let leaves = path.components.contains { $0.kind == .parentDirectory }
            return path.isEmpty || path.isAbsolute || leaves ? nil : text
        } render: {
            $0
        }
    }

    /// An absolute path inside an image.
    static var imagePath: Self {
        Self(expected: "an absolute path", parse: { $0.hasPrefix("/") ? $0 : nil }, render: { $0 })
    }

    /// `8080`, `8080/tcp` or `8080/udp` (OCI image spec, config.md, `ExposedPorts`).
    static var containerPort: Self {
        Self(expected: "a port such as 8080 or 8080/tcp") { text in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard let port = parts.first.flatMap({ UInt16($0) }), port > 0, parts.count <= 2 else { return nil }
            return parts.count == 1 || ["tcp", "udp"].contains(parts[1]) ? text : nil
        } render: {
            $0
        }
    }

    /// A URI or a prefix of one; a password in it is hidden when it is printed.
    static var uri: Self {
        Self(expected: "a URI or path", parse: { $0.isEmpty ? nil : $0 }, render: hidingPassword)
    }

    /// `https://user:secret@host/` as `https://user:***@host/` (RFC 3986, section 3.2.1).
    private static func hidingPassword(_ text: String) -> String {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return text }
        let authority = parts[1].prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return text
        }
        return "\(parts[0])://\(authority[..<colon]):***\(parts[1][at...])"
    }
}
