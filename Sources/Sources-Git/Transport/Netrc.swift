/// A file in the form of `~/.netrc`, as ftp and curl read it: `machine HOST login USER password SECRET`, `default` for all other
/// hosts, `macdef` up to an empty line, `#` at the start of a line, values in double quotes where they hold spaces.
struct Netrc {
    struct Entry: Hashable {
        /// nil for `default`.
        var host: String?
        var login = ""
        var password = ""
    }

    private(set) var entries: [Entry] = []

    init(_ text: String) {
        var words = Netrc.words(text)[...]
        while let word = words.popFirst() {
            switch word {
            case "machine": entries.append(Entry(host: words.popFirst()?.lowercased() ?? ""))
            case "default": entries.append(Entry(host: nil))
            case "login": set(\.login, words.popFirst())
            case "password": set(\.password, words.popFirst())
            case "account": _ = words.popFirst()
            default: break
            }
        }
    }

    /// The first entry of a host, else `default`.
    ///
    /// - Parameter login: only an entry of this user; nil for any.
    func entry(for host: String, login: String?) -> Entry? {
        let fitting = entries.filter { login == nil || $0.login == login }
        return fitting.first { $0.host == host } ?? fitting.first { $0.host == nil }
    }

    private mutating func set(_ field: WritableKeyPath<Entry, String>, _ value: String?) {
        guard let value, let last = entries.indices.last else { return }
        entries[last][keyPath: field] = value
    }

    /// All words of the file, without comments and macros.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var isMacro = false
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if isMacro {
                isMacro = !line.allSatisfy(\.isWhitespace)
            } else if line.first(where: { !$0.isWhitespace }) != "#" {
                let found = wordsOfLine(line)
                let macro = found.firstIndex(of: "macdef") ?? found.endIndex
                words += found[..<macro]
                isMacro = macro != found.endIndex
            }
        }
        return words
    }

    private static func wordsOfLine(_ line: Substring) -> [String] {
        var words: [String] = []
        var rest = line.drop(while: \.isWhitespace)
        while let first = rest.first {
            let word: String
            (word, rest) = first == "\"" ? quoted(rest.dropFirst()) : plain(rest)
            words.append(word)
            rest = rest.drop(while: \.isWhitespace)
        }
        return words
    }

    private static func plain(_ text: Substring) -> (String, Substring) {
        let end = text.firstIndex(where: \.isWhitespace) ?? text.endIndex
        return (String(text[..<end]), text[end...])
    }

    /// Up to the closing quote; a backslash keeps the character after it.
    private static func quoted(_ text: Substring) -> (String, Substring) {
        var word = ""
        var rest = text
        while let character = rest.popFirst(), character != "\"" {
            if character == "\\", let next = rest.popFirst() {
                word.append(next)
            } else {
                word.append(character)
            }
        }
        return (word, rest)
    }
}
