/// How far two words are from each other in single-letter mistakes.
///
/// Optimal string alignment: inserting, leaving out, replacing a letter, or swapping two neighbours counts 1. A table
/// over the letters of both words, of which three rows are kept.
enum EditDistance {
    /// The nearest word that is near enough to be a slip of the keyboard; upper and lower case are the same.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let best = candidates.map { ($0, between($0.lowercased(), word.lowercased())) }.min { $0.1 < $1.1 }
        guard let (candidate, distance) = best, distance <= max(2, word.count / 3), distance < candidate.count else {
            return nil
        }
        return candidate
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
