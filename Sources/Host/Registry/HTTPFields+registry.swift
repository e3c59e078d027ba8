import HTTPTypes

extension HTTPFields {
    /// A field by its name's text, for names that HTTPTypes has no constant for. A text that is no name is not there.
    subscript(text name: String) -> String? {
        get { HTTPField.Name(name).flatMap { self[$0] } }
        set {
            guard let name = HTTPField.Name(name) else { return }
            self[name] = newValue
        }
    }

    /// The comma-separated elements of all fields of a name, without white space around them (RFC 9110, 5.6.1).
    /// For fields whose elements hold no quoted commas.
    func list(_ name: HTTPField.Name) -> [Substring] {
        self[values: name].flatMap { $0.split(separator: ",") }.map(\.trimmed).filter { !$0.isEmpty }
    }
}

extension StringProtocol {
    /// Without HTTP's optional white space at both ends (RFC 9110, 5.6.3).
    var trimmed: Substring {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        var text = Substring(self).drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return text
    }
}
