/// The lines of a report's table: number, size, blob, packages and, where the strategy says it, the reason.
struct LayerTable {
    private let number: Int
    /// Digits of the largest number of packages in a layer.
    private let digits: Int
    private let packages: Int
    private let reason: Int

    /// What every size fits into: `1023.9 TB`.
    private static let size = 9
    private static let gap = "  "

    /// - Parameter columns: no line is longer.
    init(_ layers: [LayerReport.Layer], columns: Int) {
        number = max(2, String(layers.count).count)
        let digits = String(layers.map(\.packages.count).max() ?? 0).count
        self.digits = digits
        let space = columns - number - 2 * Self.size - 4 * Self.gap.count
        let wantedReason = layers.map { $0.kind == .packages ? $0.reason.count : 0 }.max() ?? 0
        let wantedPackages = layers.map { Self.packages($0, digits: digits, columns: space).count }.max() ?? 0
        // Where not all fits, the names give way first.
        reason = min(wantedReason, max(space / 2, space - min(wantedPackages, 30)))
        packages = min(wantedPackages, space - reason)
    }

    var heading: String { row("#", "SIZE", "STORED", "PACKAGES", reason == 0 ? "" : "WHY") }

    func line(_ number: Int, _ layer: LayerReport.Layer) -> String {
        let isLinks = layer.kind == .links
        return row(
            String(number), isLinks ? "" : ByteCount.text(layer.size),
            layer.stored.map { ByteCount.text($0.size) } ?? "to pack",
            Self.packages(layer, digits: digits, columns: packages), isLinks ? "" : layer.reason)
    }

    /// One package of the layer above.
    func line(_ package: LayerReport.Package) -> String {
        row("", ByteCount.text(package.size), "", String(repeating: " ", count: digits + 2) + package.title, "")
    }

    private func row(_ number: String, _ size: String, _ stored: String, _ packages: String, _ reason: String) -> String
    {
        let cells = [
            number.padded(to: self.number, atEnd: false), size.padded(to: Self.size, atEnd: false),
            stored.padded(to: Self.size, atEnd: false), packages.cut(to: self.packages).padded(to: self.packages),
            reason.cut(to: self.reason),
        ]
        let line = cells.joined(separator: Self.gap)
        return String(line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)])
    }

    /// How many packages there are, and as many names as fit, the largest package's first.
    private static func packages(_ layer: LayerReport.Layer, digits: Int, columns: Int) -> String {
        guard layer.kind == .packages else { return layer.reason }
        var text = String(layer.packages.count).padded(to: digits, atEnd: false) + "  "
        for (index, package) in layer.packages.enumerated() {
            let isLast = index == layer.packages.count - 1
            let next = (index == 0 ? "" : ", ") + package.name
            guard text.count + next.count + (isLast ? 0 : ", …".count) <= columns else {
                return index == 0 ? text + package.name : text + ", …"
            }
            text += next
        }
        return text
    }
}
