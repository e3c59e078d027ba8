/// Takes out of a text what users must not see: folders of this machine, user names, passwords and queries in URLs.
///
/// Paths of the Nix store stay, since images show them anyway. Paths below the package set become relative; of others only the last
/// component stays.
enum PublicText {
    /// - Parameter root: the package set's folder.
    static func make(_ text: String, root: String) -> String {
        let result = scan(text, root)
        return result.count <= longest ? result : result.prefix(longest) + "…"
    }

    private static func scan(_ text: String, _ root: String) -> String {
        var result = ""
        var word = ""
        var quote: Character?
        for character in text {
            if let open = quote {
                // A quoted path may hold spaces: it is one word up to its closing quote.
                guard character == open else {
                    word.append(character)
                    continue
                }
                quote = nil
            } else if !ends(word, character) {
                word.append(character)
                continue
            } else if word.isEmpty {
                quote = closing[character]
            }
            result += clean(word, root) + String(character)
            word = ""
        }
        return result + clean(word, root)
    }

    /// Whether a word ends before the character: a URL goes on over characters that part other words.
    private static func ends(_ word: String, _ character: Character) -> Bool {
        word.contains("://") ? closers.contains(character) : separators.contains(character)
    }

    /// What ends every word.
    private static let closers: Set<Character> = [
        " ", "'", "\"", "`", "‘", "’", "“", "”", "«", "»", "(", ")", "<", ">",
    ]
    private static let separators = closers.union([",", ";", "=", "[", "]", "{", "}", "|"])
    private static let closing: [Character: Character] = ["'": "'", "\"": "\"", "‘": "’", "“": "”", "«": "»", "`": "'"]
    private static let longest = 300

    /// - Parameter word: a word, or all that stands between two quotes.
    private static func clean(_ word: String, _ root: String) -> String {
        if word.hasPrefix("/") || word.hasPrefix("~/") { return path(word, root) }
        // A quotation that is no path: each of its words for itself. It is shorter than the text that it stood in.
        if word.contains(where: closers.contains) { return scan(word, root) }
        if word.contains("://") { return url(word) }
        if word.contains(where: separators.contains) { return scan(word, root) }
        guard let colon = word.firstRange(of: ":/") else { return word }
        return word[..<colon.lowerBound] + ":" + path("/" + word[colon.upperBound...], root)
    }

    private static func path(_ path: String, _ root: String) -> String {
        if path.utf8.count < 2 || path.hasPrefix(StorePath.storeFolder) { return path }
        if path == root { return "." }
        if path.hasPrefix(root + "/") { return String(path.dropFirst(root.count + 1)) }
        guard let last = path.split(separator: "/").last else { return path }
        return "…/\(last)"
    }

    private static func url(_ text: String) -> String {
        guard let colon = text.firstRange(of: "://") else { return text }
        let scheme = text[..<colon.lowerBound]
        let rest = text[colon.upperBound...].prefix { $0 != "?" && $0 != "#" }
        if scheme.hasSuffix("file") { return "file:…/\(rest.split(separator: "/").last ?? "")" }
        let host = rest.prefix { $0 != "/" }
        let start = host.lastIndex(of: "@").map { rest.index(after: $0) } ?? rest.startIndex
        return "\(scheme)://\(rest[start...])"
    }
}
