/// How far two words are from each other in single-letter mistakes.
///
/// Optimal string alignment: inserting, leaving out, replacing a letter, or swapping two neighbours counts 1. A table
/// over the letters of both words, of which three rows are kept.
enum EditDistance {
    /// The nearest word that is near enough to be a slip of the keyboard; upper and lower case are the same.
    static func slip(of word: String, among candidates: [String]) -> String? {
        guard let candidate = nearest(to: word, among: candidates) else { return nil }
        let distance = between(candidate.lowercased(), word.lowercased())
        return distance <= max(2, word.count / 3) && distance < candidate.count ? candidate : nil
    }

    /// The shortest candidate that has every word of `name`: `NIXERY_SERVER_PORT` for `NIXERY_PORT`.
    static func longer(than name: String, among candidates: [String]) -> String? {
        let words = words(of: name)
        return candidates.filter { words.isSubset(of: self.words(of: $0)) }.min { $0.count < $1.count }
    }

    /// The nearest word, however far.
    private static func nearest(to word: String, among candidates: [String]) -> String? {
        candidates.map { ($0, between($0.lowercased(), word.lowercased())) }.min { $0.1 < $1.1 }?.0
    }

    private static func words(of name: String) -> Set<Substring> {
        Set(name.split { $0 == "_" || $0 == "." })
    }

    static func between(_ left: String, _ right: String) -> Int {
        let (a, b) = (Array(left), Array(right))
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
