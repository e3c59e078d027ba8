/// The name of a tarball's entry, taken apart and checked: nothing in it leads anywhere else.
struct EntryName: Hashable, Sendable {
    /// As the tarball has it, for messages.
    let text: ByteString
    /// The folder at the tarball's top; nil for that folder's own parent (`./`).
    let top: ByteString?
    /// The way from there; empty for the folder at the top itself.
    let components: [ByteString]

    /// Folders in folders: each costs an open file.
    private static let maximumDepth = 128
    private static let longestComponent = 255

    init(_ text: ByteString) throws(UnpackingError) {
        let slash = UInt8(ascii: "/")
        guard !text.bytes.isEmpty else { throw .invalidName(text) }
        guard text.bytes.first != slash else { throw .absoluteName(text) }
        let all = text.bytes.split(separator: slash).map(ByteString.init).filter { $0 != "." }
        guard !all.contains("..") else { throw .nameLeaves(text) }
        guard all.count <= Self.maximumDepth, all.allSatisfy({ $0.bytes.count <= Self.longestComponent }) else {
            throw .invalidName(text)
        }
        self.text = text
        top = all.first
        components = Array(all.dropFirst())
    }

    /// Whether a symbolic link of this name may have that target: it stays inside the folder at the top.
    ///
    /// `..` counts only at its start. After a name it could lead anywhere, since that name may be a link itself; without, each
    /// link's target lies inside, and so does what they lead to together.
    func mayLink(to target: ByteString) -> Bool {
        let slash = UInt8(ascii: "/")
        guard !target.bytes.isEmpty, target.bytes.first != slash, !components.isEmpty else { return false }
        let steps = target.bytes.split(separator: slash).filter { $0 != [UInt8(ascii: ".")] }
        let up = steps.prefix { $0.elementsEqual("..".utf8) }.count
        return up < components.count && !steps.dropFirst(up).contains { $0.elementsEqual("..".utf8) }
    }
}
