/// A text in the largest letters that fit a box, in the drawing of layers.
struct FittedLabel {
    let text: String
    let size: Double

    /// Smaller letters cannot be read.
    private static let smallest = 9.0
    /// Fewer characters of a longer text say nothing.
    private static let fewest = 4
    /// Of a line, as a share of the letters' size.
    static let leading = 1.25

    /// - Parameter largest: larger letters are not wanted.
    /// - Returns: nil where nothing readable fits; where the text is too long, its beginning and an ellipsis.
    init?(_ text: String, in box: Treemap.Box, largest: Double) {
        guard !text.isEmpty, box.width > 0 else { return nil }
        let bySides = min(box.height / Self.leading, box.width / (SVG.advance * Double(text.count)))
        size = max(Self.smallest, min(largest, bySides))
        // What fits exactly must not be cut because of a rounded quotient.
        let room = Int(box.width / (SVG.advance * size) + 1e-6)
        guard box.height >= size * Self.leading, room >= min(text.count, Self.fewest) else { return nil }
        self.text = text.cut(to: room)
    }

    /// The label in one of several places: the one that shows most of the text, then that with the largest letters.
    static func best(
        _ text: String, in boxes: [Treemap.Box], largest: Double
    ) -> (label: FittedLabel, box: Treemap.Box)? {
        boxes.compactMap { box in FittedLabel(text, in: box, largest: largest).map { ($0, box) } }
            .max { ($0.0.text.count, $0.0.size) < ($1.0.text.count, $1.0.size) }
    }
}
