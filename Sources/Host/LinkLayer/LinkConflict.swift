package import Archive

/// Something of a package that is not in the link layer because something else has its place.
package struct LinkConflict: Hashable, Sendable {
    /// In the image, relative.
    package let path: ByteString
    /// Name of the package that has the place, or ``Essentials/name``.
    package let winner: String
    /// Name of the package that lost.
    package let loser: String
}

extension LinkConflict: Comparable {
    package static func < (left: LinkConflict, right: LinkConflict) -> Bool {
        left.path == right.path ? left.loser < right.loser : left.path < right.path
    }
}

extension LinkConflict: CustomStringConvertible {
    package var description: String { "/\(path) of '\(loser)' is left out: '\(winner)' has it" }
}
