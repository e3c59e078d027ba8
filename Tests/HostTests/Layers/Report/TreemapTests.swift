import Conformance
import Testing

@testable import Host

struct TreemapTests {
    private static let frame = Treemap.Box(x: 10, y: 20, width: 600, height: 400)

    /// Lists of sizes from one to some hundreds, alike or over ten orders of magnitude, some of them 0.
    private static func randomSizes(_ seed: UInt64) -> [Int64] {
        var random = SeededGenerator(seed: seed)
        let digits = Int.random(in: 1...10, using: &random)
        return (0..<Int.random(in: 1...300, using: &random)).map { _ in
            let limit = (0..<Int.random(in: 0...digits, using: &random)).reduce(Int64(1)) { limit, _ in limit * 10 }
            return Int64.random(in: 0...limit, using: &random)
        }
    }

    @Test func `areas are proportional to sizes, and nothing has no area`() {
        for seed in UInt64(0)..<200 {
            let sizes = Self.randomSizes(seed)
            let boxes = Treemap.boxes(sizes, in: Self.frame)
            #expect(boxes.count == sizes.count)
            let total = max(1, sizes.reduce(0.0) { $0 + Double($1) })
            for (size, box) in zip(sizes, boxes) {
                let area = Double(size) / total * Self.frame.area
                #expect(abs(box.area - area) <= 1e-6 * max(1, area), "seed \(seed): \(size) has \(box)")
                if size == 0 { #expect(box.area == 0) }
            }
        }
    }

    @Test func `boxes lie inside their frame and do not overlap`() {
        for seed in UInt64(0)..<60 {
            let boxes = Treemap.boxes(Self.randomSizes(seed), in: Self.frame)
            for (index, box) in boxes.enumerated() {
                #expect(box.width >= 0 && box.height >= 0)
                #expect(Self.frame.common(with: box) >= box.area - 1e-6, "seed \(seed): \(box) sticks out")
                let overlap = boxes[..<index].map { $0.common(with: box) }.max() ?? 0
                #expect(overlap < 1e-6, "seed \(seed): \(box) lies over another")
            }
        }
    }

    @Test func `the example of the algorithm comes out`() {
        let boxes = Treemap.boxes([6, 6, 4, 3, 2, 2, 1], in: Treemap.Box(x: 0, y: 0, width: 6, height: 4))
        let expected: [(Double, Double, Double, Double)] = [
            (0, 0, 3, 2), (0, 2, 3, 2), (3, 0, 12.0 / 7, 7.0 / 3), (3 + 12.0 / 7, 0, 9.0 / 7, 7.0 / 3),
            (3, 7.0 / 3, 1.2, 5.0 / 3), (4.2, 7.0 / 3, 1.2, 5.0 / 3), (5.4, 7.0 / 3, 0.6, 5.0 / 3),
        ]
        for (box, (x, y, width, height)) in zip(boxes, expected) {
            let error = max(abs(box.x - x), abs(box.y - y), abs(box.width - width), abs(box.height - height))
            #expect(error < 1e-9, "\(box)")
        }
    }

    @Test func `boxes keep the order of the sizes, the largest in the upper left corner`() {
        let boxes = Treemap.boxes([1, 100, 10, 100], in: Self.frame)
        #expect(boxes[1].x == Self.frame.x && boxes[1].y == Self.frame.y)
        #expect(boxes.map(\.area).sorted() == [boxes[0], boxes[2], boxes[3], boxes[1]].map(\.area).sorted())
        #expect(boxes[0].area < boxes[2].area && boxes[2].area < boxes[1].area)
    }

    @Test(arguments: [[], [0], [0, 0, 0]] as [[Int64]])
    func `where there is no size, all boxes are empty`(sizes: [Int64]) {
        let boxes = Treemap.boxes(sizes, in: Self.frame)
        #expect(boxes.count == sizes.count)
        #expect(boxes.allSatisfy { $0.width == 0 && $0.height == 0 && $0.x == Self.frame.x && $0.y == Self.frame.y })
    }

    @Test func `equal sizes are nearly square`() {
        for count in 1...120 {
            let boxes = Treemap.boxes([Int64](repeating: 7, count: count), in: Self.frame)
            let worst = boxes.map { max($0.width / $0.height, $0.height / $0.width) }.max() ?? 1
            #expect(worst < 3, "\(count) boxes: \(worst)")
        }
    }
}

extension Treemap.Box {
    /// The area that two boxes share.
    fileprivate func common(with other: Treemap.Box) -> Double {
        let width = min(x + self.width, other.x + other.width) - max(x, other.x)
        let height = min(y + self.height, other.y + other.height) - max(y, other.y)
        return width > 0 && height > 0 ? width * height : 0
    }
}
