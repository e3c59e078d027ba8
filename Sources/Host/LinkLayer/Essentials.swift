import Archive

/// What programs expect of any Linux system and no package brings. A package's own files win over these.
package enum Essentials {
    /// Part of image cache keys: goes up when anything in this file changes what images contain.
    package static let version = 1
    /// What conflicts call this as a winner.
    package static let name = "essentials"

    private static let directories: [(path: ByteString, mode: UInt16)] = [
        ("root", 0o700), ("tmp", 0o1777), ("var/tmp", 0o1777),
    ]
    private static let files: [(path: ByteString, contents: String)] = [
        (
            "etc/passwd",
            """
            root:x:0:0:root:/root:/bin/sh
            nobody:x:65534:65534:nobody:/:/bin/false

            """
        ),
        ("etc/group", "root:x:0:\nnobody:x:65534:\n"),
        (
            "etc/nsswitch.conf",
            """
            passwd: files
            group: files
            shadow: files
            hosts: files dns
            networks: files
            services: files
            protocols: files
            ethers: files
            rpc: files

            """
        ),
    ]
    /// A link is added at `path` when there is nothing and another link at `source`.
    private static let links: [(path: ByteString, source: ByteString)] = [
        ("bin/sh", "bin/bash"),
        ("usr/bin/env", "bin/env"),
        ("etc/ssl/certs/ca-bundle.crt", "etc/ssl/certs/ca-certificates.crt"),
        ("etc/ssl/certs/ca-certificates.crt", "etc/ssl/certs/ca-bundle.crt"),
    ]

    static func add(to tree: inout LinkTree) {
        for (path, mode) in directories { tree.addDirectory(mode: mode, at: path) }
        for (path, contents) in files { tree.add(.file(mode: 0o644, contents: Array(contents.utf8)), at: path) }
        for (path, source) in links {
            if let target = tree.linkTarget(source) { tree.add(.symlink(target: target), at: path) }
        }
    }
}
