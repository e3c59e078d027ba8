/// An element of a small XML document, as the S3 protocol sends them: names without their namespace's prefix, no attributes.
struct XMLNode: Hashable, Sendable {
    let name: String
    /// What stands directly in it.
    var text = ""
    var children: [XMLNode] = []

    /// - Returns: nil for what is not one well-formed element.
    init?(_ bytes: [UInt8]) {
        var reader = XMLReader(bytes)
        guard let node = reader.document() else { return nil }
        self = node
    }

    init(name: String) { self.name = name }

    /// The first child of a name.
    subscript(_ name: String) -> XMLNode? { children.first { $0.name == name } }

    /// Text for an element's content.
    static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
