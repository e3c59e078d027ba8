/// The text of `.gitmodules` (gitmodules(5)): which address belongs to which folder.
///
/// Read by ourselves, because git's configuration reader would also read other files that the text names.
struct SubmoduleFile {
    /// Addresses by path.
    private(set) var urls: [String: String] = [:]

    init(_ text: String) {
        var section: [String: String]?
        for line in text.split(whereSeparator: \.isNewline) {
            let line = Self.trim(line)
            if line.hasPrefix("[") {
                add(section)
                section = line.hasPrefix("[submodule") ? [:] : nil
            } else if let equals = line.firstIndex(of: "="), !line.hasPrefix("#"), !line.hasPrefix(";") {
                section?[Self.trim(line[..<equals]).lowercased()] = Self.value(
                    Self.trim(line[line.index(after: equals)...]))
            }
        }
        add(section)
    }

    private mutating func add(_ section: [String: String]?) {
        if let path = section?["path"], let url = section?["url"] { urls[path] = url }
    }

    private static func trim(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        let end = start.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { start[...$0] } ?? ""
    }

    /// Without quotes, and with what a backslash stands before.
    private static func value(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for character in text {
            if isEscaped || (character != "\\" && character != "\"") { result.append(character) }
            isEscaped = !isEscaped && character == "\\"
        }
        return result
    }
}
