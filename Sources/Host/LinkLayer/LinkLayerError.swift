/// Why packages cannot be merged.
package enum LinkLayerError: Error, Hashable, Sendable {
    /// A name that starts with `.wh.` would delete files when the layer is unpacked.
    case whiteout(package: String, file: String)
    /// Links lead back and forth between directories, and the merged tree never ends.
    case tooManyEntries(limit: Int)
}

extension LinkLayerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .whiteout(let package, let file):
            "package '\(package)' cannot be in an image: the name of '\(file)' starts with '.wh.', "
                + "which image layers reserve for deleted files"
        case .tooManyEntries(let limit):
            "the packages cannot be merged: together they have more than \(limit) files"
        }
    }
}
