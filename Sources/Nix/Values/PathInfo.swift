/// What the store knows about a valid path.
package struct PathInfo: Hashable, Sendable, Codable {
    package let path: StorePath
    /// SHA-256 of the path's NAR serialisation, hexadecimal.
    package let narHash: String
    /// Bytes of the NAR serialisation.
    package let narSize: Int64
    /// The paths it refers to, sorted; may hold the path itself.
    package let references: [StorePath]

    package init(path: StorePath, narHash: String, narSize: Int64, references: [StorePath]) {
        self.path = path
        self.narHash = narHash
        self.narSize = narSize
        self.references = references.sorted()
    }
}
