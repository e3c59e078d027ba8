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

    /// Whether it has a list without anything.
    var hasEmptyGroup: Bool {
        guard case .groups(let groups) = self else { return false }
        return groups.isEmpty || groups.contains(where: \.hasEmptyGroup)
    }

    /// How many lists are around its innermost package.
    var depth: Int {
        guard case .groups(let groups) = self else { return 0 }
        return 1 + (groups.map(\.depth).max() ?? 0)
    }

    /// The same with at most so many lists around a package: what is deeper is put into one list.
    func flattened(to depth: Int) -> PackageGroup {
        guard case .groups(let groups) = self else { return self }
        return .groups(depth > 1 ? groups.map { $0.flattened(to: depth - 1) } : packages.map { .package($0) })
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
