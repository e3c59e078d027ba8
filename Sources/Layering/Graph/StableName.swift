/// A package's name and version with the words at the end of the version, which tell outputs and variants apart, in the name: what the
/// package is called in every version.
///
///     glibc   2.40-66        glibc        2.40-66
///     glibc   2.40-66-bin    glibc-bin    2.40-66
///     python3 3.12.8-env     python3-env  3.12.8
///     git     2024-05-01     git          2024-05-01
public struct StableName: Hashable, Sendable {
    public let name: String
    /// Empty where there is none.
    public let version: String

    /// - Parameters:
    ///   - name: without the version.
    ///   - version: all that follows it in the store path's name; may be empty.
    public init(name: String, version: String) {
        let bytes = version.utf8
        var (index, end) = (bytes.endIndex, bytes.endIndex)
        // Backwards over words without digits; most versions end with a digit.
        var word = 0
        while index != bytes.startIndex {
            index = bytes.index(before: index)
            if bytes[index] != UInt8(ascii: "-") {
                if Self.isDigit(bytes[index]) { break }
                word += 1
            } else {
                if word == 0 { break }
                (end, word) = (bytes.index(after: index), 0)
            }
        }
        if index == bytes.startIndex, word > 0, !Self.isDigit(bytes[index]) { end = index }
        self.name = end == version.endIndex ? name : "\(name)-\(version[end...])"
        self.version = end == version.endIndex ? version : String(version[..<end].dropLast())
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension ClosureGraph.Node {
    var stable: StableName { StableName(name: name, version: version) }
}

extension PackageGraph.Package {
    var stable: StableName { StableName(name: name, version: version) }
}
