import Storage
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

    /// What a source is called: fit for logs and for the name of a folder.
    static var sourceName: Self {
        Self(expected: "up to 64 letters, digits and any of '-_.', with no dot first") { text in
            text.wholeMatch(of: /[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}/) == nil ? nil : text
        } render: {
            $0
        }
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

    /// Text that may be an address; its query is hidden when it is printed.
    static var address: Self {
        Self(expected: text.expected, parse: text.parse, render: AddressUser.hidingQuery)
    }

    /// A URI or a prefix of one; its query is hidden when it is printed.
    static var uri: Self {
        Self(expected: "a URI or path", parse: { $0.isEmpty ? nil : $0 }, render: AddressUser.hidingQuery)
    }

    /// A proxy's address; user and password are hidden when it is printed.
    static var proxy: Self {
        Self(expected: "a URL", parse: { $0.isEmpty ? nil : $0 }, render: AddressUser.hidingUser)
    }

    /// An address that holds a placeholder; its query is hidden when it is printed.
    static func template(_ placeholder: String) -> Self {
        Self(
            expected: "a URL with \(placeholder) in it", parse: { $0.contains(placeholder) ? $0 : nil },
            render: AddressUser.hidingQuery)
    }

    /// A SHA-256 hash.
    static var sha256: Self {
        Self(expected: "64 hexadecimal digits") { text in
            text.utf8.count == 64 && text.allSatisfy(\.isHexDigit) ? text.lowercased() : nil
        } render: {
            $0
        }
    }

    /// Text that is not printed.
    static var hidden: Self {
        Self(expected: "text", parse: { $0 }, render: { _ in "***" })
    }
}

extension ScalarFormat where Value == Secret {
    /// Text that is not printed.
    static var secret: Self {
        Self(expected: "text", parse: { Secret($0) }, render: \.description)
    }
}
