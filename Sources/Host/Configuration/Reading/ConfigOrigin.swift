package import SystemPackage

/// Where a value of the configuration comes from, and so where an error about it points.
package enum ConfigOrigin: Hashable, Sendable {
    /// Nobody said anything.
    case standard
    /// The configuration file; the line counts from 1.
    case file(FilePath, line: Int?)
    /// The environment variable of that name.
    case environment(String)
    /// The flag as it is typed, for example `--port`.
    case flag(String)

    /// What `nixery config` writes behind a value.
    var comment: String {
        switch self {
        case .standard: "default"
        case .file(_, let line): line.map { "file, line \($0)" } ?? "file"
        case .environment(let name): "environment \(name)"
        case .flag(let name): "flag \(name)"
        }
    }

    /// What an error begins with; nil where there is no place to point at.
    var place: String? {
        switch self {
        case .standard: nil
        case .file(let path, let line): line.map { "\(path): line \($0)" } ?? path.string
        case .environment(let name), .flag(let name): name
        }
    }
}
