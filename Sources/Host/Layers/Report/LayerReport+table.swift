extension LayerReport {
    /// The report as text: a line for each layer, cut to the terminal's width, and the sums.
    ///
    /// - Parameters:
    ///   - columns: the terminal's width; what is narrower than 48 counts as that. nil where nothing is to be cut.
    ///   - verbose: the reason and each package have lines of their own.
    package func table(columns: Int?, verbose: Bool = false) -> String {
        let columns = columns.map { max($0, 48) } ?? .max
        let table = LayerTable(layers, columns: columns, verbose: verbose)
        let rows = layers.enumerated().flatMap { number, layer in table.lines(number + 1, layer) }
        let heads = [title, "", table.heading].flatMap { $0.wrapped(columns) }
        let sums = (["", sum, pull] + [note].compactMap { $0 }).flatMap { $0.wrapped(columns) }
        return (heads + rows + sums).joined(separator: "\n")
    }

    private var title: String { "\(image):\(tag) for \(platform), revision \(revision)" }

    private var sum: String {
        "\(strategy): \(Words.count(totals.layers, "layer")), \(totals.layers - 1) of \(budget) and the links, hold "
            + "\(Words.count(totals.packages, "package")), \(ByteCount.text(totals.size))"
    }

    private var pull: String {
        let stored =
            "stored: \(Words.count(totals.storedLayers, "layer")), \(ByteCount.text(totals.storedSize)) compressed"
        let missing = "to pack: \(Words.count(totals.layersToPack, "layer")), \(ByteCount.text(totals.sizeToPack))"
        return "\(stored); \(missing)"
    }

    /// What is served now, where that is another image.
    private var note: String? {
        guard let built, !built.isInThisOrder else { return nil }
        let difference = built.hasTheseLayers ? "with these layers in another order" : "with other layers"
        return "This image was built \(difference), and keeps them so until 'nixery cache forget \(image):\(tag)'."
    }
}
