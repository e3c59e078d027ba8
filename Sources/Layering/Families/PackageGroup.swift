/// A package, or groups that come together.
public indirect enum PackageGroup: Hashable, Sendable {
    case package(String)
    case groups([PackageGroup])

    /// Every package in it.
    public var packages: [String] {
        switch self {
        case .package(let name): [name]
        case .groups(let groups): groups.flatMap(\.packages)
        }
    }

    /// The same groups in one order: by their first package.
    var sorted: PackageGroup {
        guard case .groups(let groups) = self else { return self }
        let parts = groups.map { (first: $0.packages.min() ?? "", group: $0.sorted) }
        return .groups(parts.sorted { $0.first < $1.first }.map(\.group))
    }
}

extension PackageGroup: Codable {
    public init(from decoder: any Decoder) throws {
        // A string is a package, and whatever else must be a list: its decoding says what is wrong.
        if let name = try? decoder.singleValueContainer().decode(String.self) {
            self = .package(name)
        } else {
            self = .groups(try [PackageGroup](from: decoder))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .package(let name): try container.encode(name)
        case .groups(let groups): try container.encode(groups)
        }
    }
}
