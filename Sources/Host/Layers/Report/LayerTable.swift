/// The lines of a report's table: number, size, blob, where the strategy says it the reason, and packages.
struct LayerTable {
    private let columns: Int
    private let isVerbose: Bool
    private let number: Int
    /// Digits of the largest number of packages in a layer.
    private let digits: Int
    private let reason: Int
    private let packages: Int

    /// What every size fits into: `1023.9 TB`.
    private static let size = 9
    private static let gap = "  "

    /// - Parameters:
    ///   - columns: no line is longer.
    ///   - verbose: reasons and packages have lines of their own.
    init(_ layers: [LayerReport.Layer], columns: Int, verbose: Bool) {
        self.columns = columns
        isVerbose = verbose
        number = max(2, String(layers.count).count)
        let digits = String(layers.map(\.packages.count).max() ?? 0).count
        self.digits = digits
        let space = columns - number - 2 * Self.size - 4 * Self.gap.count
        let wantedReason = layers.map { $0.kind == .packages ? $0.reason.count : 0 }.max() ?? 0
        let wantedPackages = layers.map { Self.packages($0, digits: digits, columns: space).count }.max() ?? 0
        // Where not all fits, the names give way first.
        reason = verbose ? 0 : min(wantedReason, max(space / 2, space - min(wantedPackages, 30)))
        packages = space - reason + (reason == 0 ? Self.gap.count : 0)
    }

    var heading: String { row("#", "SIZE", "STORED", isVerbose || reason == 0 ? nil : "WHY", "PACKAGES") }

    /// A layer's line, and those below it.
    func lines(_ number: Int, _ layer: LayerReport.Layer) -> [String] {
        let isLinks = layer.kind == .links
        let packages =
            isVerbose && !isLinks
            ? Words.count(layer.packages.count, "package")
            : Self.packages(layer, digits: digits, columns: self.packages)
        let first = row(
            String(number), isLinks ? "" : ByteCount.text(layer.size),
            layer.stored.map { ByteCount.text($0.size) } ?? "to pack", reason == 0 ? nil : isLinks ? "" : layer.reason,
            packages)
        guard isVerbose, !isLinks else { return [first] }
        let reasons = layer.reason.isEmpty ? [] : layer.reason.wrapped(self.packages)
        return [first] + reasons.map { row("", "", "", nil, $0) }
            + layer.packages.map { row("", ByteCount.text($0.size), "", nil, $0.title) }
    }

    /// - Parameter reason: nil where there is no column for it.
    private func row(
        _ number: String, _ size: String, _ stored: String, _ reason: String?, _ packages: String
    ) -> String {
        let cells = [
            number.padded(to: self.number, atEnd: false), size.padded(to: Self.size, atEnd: false),
            stored.padded(to: Self.size, atEnd: false), reason?.cut(to: self.reason).padded(to: self.reason),
            packages.cut(to: self.packages),
        ]
        let line = cells.compactMap(\.self).joined(separator: Self.gap)
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
