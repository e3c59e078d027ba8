/// Divides a box into smaller ones whose areas are proportional to given sizes and which are as square as possible.
///
/// Inputs: sizes, and the box to fill. Steps (Bruls, Huizing and van Wijk, "Squarified Treemaps", 2000):
/// 1. The sizes are sorted, the largest first, and scaled so that their sum is the box's area.
/// 2. Boxes are put in a row along the shorter side of the free space. A row takes the next size as long as that makes its worst
///    ratio of sides better; then it is laid out, and the next row begins in the space that is left.
///
///                                      ┌───────────┬──────┬────┐
///     6, 6, 4, 3, 2, 2, 1 in 6 by 4    │     6     │  4   │ 3  │
///                                      ├───────────┼────┬─┴─┬──┤
///     rows: 6 6, 4 3, 2, 2, 1          │     6     │ 2  │ 2 │ 1│
///                                      └───────────┴────┴───┴──┘
enum Treemap {
    /// A rectangle; `y` grows downwards.
    struct Box: Hashable, Sendable {
        var x: Double
        var y: Double
        var width: Double
        var height: Double

        var area: Double { width * height }
    }

    /// - Parameter sizes: none negative.
    /// - Returns: a box for each size, in the order of the sizes. Where all sizes are 0, all boxes are empty.
    static func boxes(_ sizes: [Int64], in box: Box) -> [Box] {
        let total = sizes.reduce(0.0) { $0 + Double($1) }
        let order = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
        let areas = order.map { total > 0 ? Double(sizes[$0]) / total * box.area : 0 }
        var boxes = [Box](repeating: Box(x: box.x, y: box.y, width: 0, height: 0), count: sizes.count)
        var free = box
        var start = 0
        while start < areas.count, areas[start] > 0 {
            let row = row(areas[start...], along: min(free.width, free.height))
            for (offset, placed) in free.cut(row).enumerated() { boxes[order[start + offset]] = placed }
            start += row.count
        }
        return boxes
    }

    /// The areas of the next row.
    private static func row(_ areas: ArraySlice<Double>, along side: Double) -> ArraySlice<Double> {
        var sum = 0.0
        var best = Double.infinity
        for (index, area) in zip(areas.indices, areas) {
            let ratio = worstRatio(sum + area, largest: areas[areas.startIndex], smallest: area, along: side)
            if area == 0 || ratio > best { return areas[..<index] }
            best = ratio
            sum += area
        }
        return areas
    }

    /// Of the longer to the shorter side, over all boxes of a row.
    private static func worstRatio(
        _ sum: Double, largest: Double, smallest: Double, along side: Double
    ) -> Double {
        let thickness = sum / side
        return max(largest / (thickness * thickness), thickness * thickness / smallest)
    }
}

extension Treemap.Box {
    /// Lays a row out along the shorter side, and takes its space away.
    fileprivate mutating func cut(_ row: ArraySlice<Double>) -> [Treemap.Box] {
        let sum = row.reduce(0, +)
        let isColumn = width >= height
        let side = isColumn ? height : width
        let thickness = min(sum / side, isColumn ? width : height)
        var offset = 0.0
        var boxes: [Treemap.Box] = []
        for area in row {
            let length = min(area / sum * side, side - offset)
            boxes.append(
                isColumn
                    ? Treemap.Box(x: x, y: y + offset, width: thickness, height: length)
                    : Treemap.Box(x: x + offset, y: y, width: length, height: thickness))
            offset += length
        }
        if isColumn {
            x += thickness
            width -= thickness
        } else {
            y += thickness
            height -= thickness
        }
        return boxes
    }
}
