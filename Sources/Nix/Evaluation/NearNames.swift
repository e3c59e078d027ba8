/// Names of similar spelling, for users who mistyped one.
package enum NearNames {
    /// Names that are looked at; nixpkgs has about 25,000.
    private static let limit = 60_000
    /// Names that are proposed.
    private static let proposals = 3

    /// - Returns: at most three names, nearest first; equal ones in sorted order.
    package static func find(_ name: String, among names: [String]) -> [String] {
        let wanted = Array(name.lowercased().utf8)
        guard !wanted.isEmpty, wanted.count <= 64 else { return [] }
        let allowed = max(1, wanted.count / 3)
        var found: [(distance: Int, name: String)] = []
        for candidate in names.prefix(limit) where candidate != name {
            let bytes = Array(candidate.lowercased().utf8)
            guard abs(bytes.count - wanted.count) <= allowed else { continue }
            let distance = distance(wanted, bytes)
            if distance <= allowed { found.append((distance, candidate)) }
        }
        return found.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(proposals).map(\.name)
    }

    /// Letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var last = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                var cost = min(current[column] + 1, last[column + 1] + 1, last[column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    cost = min(cost, before[column - 1] + 1)
                }
                current.append(cost)
            }
            (before, last) = (last, current)
        }
        return last[right.count]
    }
}
