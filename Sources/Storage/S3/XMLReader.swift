/// Reads elements, text, entities and CDATA; skips declarations, comments and attributes. Knows no document types.
struct XMLReader {
    private let bytes: [UInt8]
    private var position = 0
    /// The elements that are open.
    private var open: [XMLNode] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The whole document's element; nil where it is not well-formed.
    mutating func document() -> XMLNode? {
        while position < bytes.count {
            if bytes[position] != UInt8(ascii: "<") {
                guard addText(take(until: "<") ?? rest()) else { return nil }
            } else if skip("<?") {
                guard take(through: "?>") != nil else { return nil }
            } else if skip("<!--") {
                guard take(through: "-->") != nil else { return nil }
            } else if skip("<![CDATA[") {
                guard let text = take(through: "]]>"), !open.isEmpty else { return nil }
                open[open.count - 1].text += text
            } else if skip("</") {
                guard let name = take(through: ">"), let closed = close(name) else { return nil }
                if open.isEmpty { return closed }
                open[open.count - 1].children.append(closed)
            } else if let closed = begin() {
                if open.isEmpty { return closed }
                open[open.count - 1].children.append(closed)
            } else if open.isEmpty || open.count > 32 {
                return nil
            }
        }
        return nil
    }

    /// Reads a start tag. nil when it opened an element, or when there is none.
    private mutating func begin() -> XMLNode? {
        position += 1
        guard var tag = take(through: ">"), !tag.hasPrefix("!") else {
            position = bytes.count
            return nil
        }
        let isEmpty = tag.hasSuffix("/")
        if isEmpty { tag.removeLast() }
        let node = XMLNode(name: Self.local(tag.prefix { !$0.isWhitespace }))
        if isEmpty { return node }
        open.append(node)
        return nil
    }

    private mutating func close(_ name: String) -> XMLNode? {
        guard let node = open.popLast(), node.name == Self.local(name.prefix { !$0.isWhitespace }) else { return nil }
        return node
    }

    /// - Returns: whether it may stand there.
    private mutating func addText(_ raw: String) -> Bool {
        guard !open.isEmpty else { return raw.allSatisfy(\.isWhitespace) }
        guard let text = Self.unescape(raw) else { return false }
        open[open.count - 1].text += text
        return true
    }

    private static func local(_ name: Substring) -> String {
        String(name.split(separator: ":", maxSplits: 1).last ?? "")
    }

    /// nil for an entity that XML does not have by itself.
    private static func unescape(_ raw: String) -> String? {
        let pieces = raw.split(separator: "&", omittingEmptySubsequences: false)
        var text = String(pieces[0])
        for piece in pieces.dropFirst() {
            guard let end = piece.firstIndex(of: ";"), let character = entity(piece[..<end]) else { return nil }
            text.unicodeScalars.append(character)
            text += piece[piece.index(after: end)...]
        }
        return text
    }

    private static func entity(_ name: Substring) -> Unicode.Scalar? {
        let named: [Substring: Unicode.Scalar] = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
        if let scalar = named[name] { return scalar }
        let number =
            name.hasPrefix("#x")
            ? UInt32(name.dropFirst(2), radix: 16)
            : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
        return number.flatMap { Unicode.Scalar($0) }
    }

    private mutating func skip(_ text: StaticString) -> Bool {
        let isThere = bytes[position...].starts(with: "\(text)".utf8)
        if isThere { position += text.utf8CodeUnitCount }
        return isThere
    }

    private mutating func rest() -> String {
        defer { position = bytes.count }
        return String(decoding: bytes[position...], as: UTF8.self)
    }

    /// Up to a mark, which stays; nil and nothing taken where there is none.
    private mutating func take(until mark: String) -> String? {
        let mark = Array(mark.utf8)
        guard let start = bytes[position...].firstRange(of: mark)?.lowerBound else { return nil }
        defer { position = start }
        return String(decoding: bytes[position..<start], as: UTF8.self)
    }

    /// Up to a mark and past it.
    private mutating func take(through mark: String) -> String? {
        guard let text = take(until: mark) else { return nil }
        position += mark.utf8.count
        return text
    }
}
