/// A report as a treemap in SVG: a framed box for each layer with its packages inside, all areas proportional to sizes.
///
/// No scripts and no fonts of its own. Labels are in a monospaced font, so that it is known what fits. The colours differ
/// in hue along blue and orange and in lightness, so that everybody can tell them apart, on paper too.
struct LayerDrawing {
    private let report: LayerReport

    init(_ report: LayerReport) { self.report = report }

    private static let width = 1200.0
    private static let height = 860.0
    private static let margin = 16.0
    /// Where the treemap is.
    private static let map = Treemap.Box(
        x: margin, y: 104, width: width - 2 * margin, height: height - 104 - margin)

    static let ink = "#16202c"
    private static let separator = "#7f8b97"
    private static let storedFill = "#9ecae1"
    private static let missingFill = "#fde3c0"

    /// The whole document.
    var svg: String {
        let layers = report.layers.filter { $0.kind == .packages }
        let boxes = Treemap.boxes(layers.map(\.size), in: Self.map)
        let groups = zip(1..., zip(layers, boxes)).map { number, pair in
            Self.layer(number, pair.0, in: pair.1)
        }
        let size = "width=\"\(SVG.number(Self.width))\" height=\"\(SVG.number(Self.height))\""
        return """
            <svg xmlns="http://www.w3.org/2000/svg" \(size) \
            viewBox="0 0 \(SVG.number(Self.width)) \(SVG.number(Self.height))" \
            role="img" aria-labelledby="title" font-family="\(SVG.font)" fill="\(Self.ink)">
            <title id="title">\(SVG.escaped(title))</title>
            <rect \(size) fill="#ffffff"/>
            \((heading + groups).joined(separator: "\n"))
            </svg>

            """
    }

    private var title: String { "Layers of \(report.image):\(report.tag)" }

    private var heading: [String] {
        let totals = report.totals
        let sum =
            "\(Words.count(totals.layers, "layer")) of \(Words.count(totals.packages, "package")), "
            + "\(ByteCount.text(totals.size)), grouped by '\(report.strategy)'; the last, of links, is not drawn"
        let stored = "stored: \(totals.storedLayers) (\(ByteCount.text(totals.storedSize)) compressed)"
        let missing = "to pack: \(totals.layersToPack) (\(ByteCount.text(totals.sizeToPack)))"
        let room = Int((Self.width - 2 * Self.margin) / (SVG.advance * 22))
        let widths = [stored, missing].map { 30 + Double($0.count) * SVG.advance * 13 + 30 }
        return [
            SVG.text(title.cut(to: room), x: Self.margin, y: 36, size: 22, attributes: " font-weight=\"bold\""),
            SVG.text(sum, x: Self.margin, y: 62, size: 14),
            Self.legend(stored, fill: Self.storedFill, x: Self.margin),
            Self.legend(missing, fill: Self.missingFill, x: Self.margin + widths[0]),
            SVG.text(
                "frame: a layer and its number; box: a package; area: its size",
                x: Self.margin + widths[0] + widths[1], y: 90, size: 13),
        ]
    }

    private static func legend(_ text: String, fill: String, x: Double) -> String {
        SVG.rectangle(Treemap.Box(x: x, y: 78, width: 22, height: 15), fill: fill, stroke: ink, thickness: 1)
            + SVG.text(text, x: x + 30, y: 90, size: 13)
    }

    /// The packages of a layer, the frame around them, and its number.
    private static func layer(_ number: Int, _ layer: LayerReport.Layer, in box: Treemap.Box) -> String {
        guard box.isVisible else { return "" }
        let fill = layer.stored == nil ? missingFill : storedFill
        let boxes = Treemap.boxes(layer.packages.map(\.size), in: box)
        let badge = LayerBadge(number: number, layer, in: box)
        let title = layer.title(number)
        let packages = zip(layer.packages, boxes).map { item, place in
            package(item, in: place, badge: badge?.box, fill: fill, layer: title)
        }
        let thickness = min(2.5, max(0.3, min(box.width, box.height) / 12))
        let frame = SVG.rectangle(box, fill: "none", stroke: ink, thickness: thickness)
        return SVG.group("layer", title: title, packages + [frame] + [badge?.svg].compactMap { $0 })
    }

    /// - Parameter badge: covers the upper left corner of the layer.
    private static func package(
        _ package: LayerReport.Package, in box: Treemap.Box, badge: Treemap.Box?, fill: String, layer: String
    ) -> String {
        guard box.isVisible else { return "" }
        let inner = box.inset(by: 4)
        let isCovered = badge.map { inner.x < $0.x + $0.width && inner.y < $0.y + $0.height } ?? false
        let places = badge.flatMap { isCovered ? [inner.below($0), inner.rightOf($0)] : nil } ?? [inner]
        let thickness = min(1, max(0.2, min(box.width, box.height) / 10))
        let shape = SVG.rectangle(box, fill: fill, stroke: separator, thickness: thickness)
        let title = "\(package.title): \(ByteCount.text(package.size))\n\(layer)"
        return SVG.group("package", title: title, [shape] + labels(package, in: places, largest: box.letters))
    }

    /// The name, and the size in smaller letters where there is room for another line.
    private static func labels(
        _ package: LayerReport.Package, in places: [Treemap.Box], largest: Double
    ) -> [String] {
        guard let (name, box) = FittedLabel.best(package.name, in: places, largest: largest) else { return [] }
        var rest = box
        rest.y += name.size * FittedLabel.leading
        rest.height -= name.size * FittedLabel.leading
        let line = SVG.text(name.text, x: box.x, y: box.y + name.size, size: name.size)
        let sum = ByteCount.text(package.size)
        guard name.text == package.name, let size = FittedLabel(sum, in: rest, largest: name.size * 0.75),
            size.text == sum
        else { return [line] }
        return [line, SVG.text(size.text, x: rest.x, y: rest.y + size.size, size: size.size)]
    }
}

extension LayerReport.Layer {
    /// What there is to say of a layer.
    fileprivate func title(_ number: Int) -> String {
        let state = stored.map { "stored, \(ByteCount.text($0.size)) compressed" } ?? "to pack"
        let sum = "layer \(number): \(Words.count(packages.count, "package")), \(ByteCount.text(size)); \(state)"
        return reason.isEmpty ? sum : "\(sum)\n\(reason)"
    }
}

extension Treemap.Box {
    /// Whether any of it can be seen.
    fileprivate var isVisible: Bool { min(width, height) >= 0.01 }

    fileprivate func inset(by margin: Double) -> Treemap.Box {
        Treemap.Box(x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin)
    }

    fileprivate func below(_ other: Treemap.Box) -> Treemap.Box {
        let top = max(y, other.y + other.height + 2)
        return Treemap.Box(x: x, y: top, width: width, height: y + height - top)
    }

    fileprivate func rightOf(_ other: Treemap.Box) -> Treemap.Box {
        let left = max(x, other.x + other.width + 4)
        return Treemap.Box(x: left, y: y, width: x + width - left, height: height)
    }

    /// The size of letters that shows how large a package is.
    fileprivate var letters: Double { min(26, area.squareRoot() / 7) }
}
