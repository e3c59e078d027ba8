import Foundation
import FoundationXML

/// An element of an XML document.
struct DrawingNode {
    let name: String
    let attributes: [String: String]
    var children: [DrawingNode] = []
    var text = ""

    /// This one and all below it.
    var all: [DrawingNode] { [self] + children.flatMap(\.all) }

    func child(_ name: String) -> DrawingNode? { children.first { $0.name == name } }

    func number(_ attribute: String) throws -> Double {
        guard let value = attributes[attribute].flatMap(Double.init) else { throw Malformed(attribute: attribute) }
        return value
    }

    struct Malformed: Error {
        let attribute: String
    }

    /// - Throws: the parser's error when the text is not well-formed XML.
    static func parse(_ text: String) throws -> DrawingNode {
        let parser = XMLParser(data: Data(text.utf8))
        let reader = Reader()
        parser.delegate = reader
        guard parser.parse(), let root = reader.open.first?.children.first else {
            throw parser.parserError ?? Malformed(attribute: "root")
        }
        return root
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var open = [DrawingNode(name: "document", attributes: [:])]

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            open.append(DrawingNode(name: name, attributes: attributes))
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) { open[open.count - 1].text += text }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            let element = open.removeLast()
            open[open.count - 1].children.append(element)
        }
    }
}
