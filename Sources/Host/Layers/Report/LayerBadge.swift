/// A layer's number on a dark ground, in the upper left corner of the layer's box.
struct LayerBadge {
    let box: Treemap.Box
    private let text: String

    private static let size = 11.0
    private static let height = 16.0
    private static let padding = 4.0

    /// - Parameter box: the layer's. What its packages add up to is written too, where there are several and that hides little.
    /// - Returns: nil where not even the number fits.
    init?(number: Int, _ layer: LayerReport.Layer, in box: Treemap.Box) {
        let sum = ByteCount.text(layer.size)
        let longer = ["\(number): \(layer.packages.count) packages, \(sum)", "\(number): \(sum)"]
            .filter { layer.packages.count > 1 && Self.width($0) * Self.height < box.area / 8 }
        let fitting = (longer + [String(number)]).first { Self.width($0) <= box.width }
        guard box.height >= Self.height, let text = fitting else { return nil }
        self.text = text
        self.box = Treemap.Box(x: box.x, y: box.y, width: Self.width(text), height: Self.height)
    }

    private static func width(_ text: String) -> Double {
        Double(text.count) * SVG.advance * size + 2 * padding
    }

    var svg: String {
        SVG.rectangle(box, fill: LayerDrawing.ink, stroke: "none", thickness: 0)
            + SVG.text(
                text, x: box.x + Self.padding, y: box.y + 12, size: Self.size,
                attributes: " font-weight=\"bold\" fill=\"#ffffff\"")
    }
}
