/// What a `Range` field asks for, once the size is known (RFC 9110, 14.1).
enum ByteRangeRequest: Hashable, Sendable {
    /// No field, one that is malformed, in another unit, or with several ranges: a server may ignore those.
    case whole
    case part(Range<Int64>)
    /// A well-formed range that lies outside.
    case unsatisfiable

    init(_ field: String?, size: Int64) {
        guard let field, let equals = field.firstIndex(of: "="), field[..<equals].trimmed.lowercased() == "bytes" else {
            self = .whole
            return
        }
        let bounds = field[field.index(after: equals)...].trimmed.split(
            separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard bounds.count == 2, let bytes = ByteRangeRequest.bytes(bounds[0], bounds[1], size: size) else {
            self = .whole
            return
        }
        self = bytes.isEmpty ? .unsatisfiable : .part(bytes)
    }

    /// The offsets that `first-last` means; empty where it lies outside; nil where it is malformed.
    private static func bytes(_ first: Substring, _ last: Substring, size: Int64) -> Range<Int64>? {
        if first.isEmpty { return number(last).map { size - min($0, size)..<size } }
        guard let start = number(first) else { return nil }
        if last.isEmpty { return min(start, size)..<size }
        guard let end = number(last), start <= end else { return nil }
        return min(start, size)..<(min(end, size - 1) + 1)
    }

    /// Digits only; a number too large for us is as good as the largest.
    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int64(text) ?? .max
    }
}
