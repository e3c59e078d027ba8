import Testing

@testable import Host

struct LayerDrawingTests {
    /// A person looks at images of these numbers of layers.
    static let counts = [0, 1, 2, 10, 40, 94, 126]

    private static func groups(_ report: LayerReport) throws -> [DrawingNode] {
        let root = try DrawingNode.parse(LayerDrawing(report).svg)
        #expect(root.name == "svg")
        return root.children.filter { $0.attributes["class"] == "layer" }
    }

    @Test(arguments: counts)
    func `areas are proportional to sizes within the rounding of the corners`(count: Int) throws {
        let report = LayerReport.random(layers: count, seed: UInt64(count))
        let groups = try Self.groups(report)
        let area = try groups.reduce(0.0) { try $0 + Drawn($1).box.area } / max(1, Double(report.totals.size))
        let frames = Dictionary(uniqueKeysWithValues: groups.map { ($0.title.prefix { $0 != ":" }, $0) })
        for (number, layer) in zip(1..., report.layers.dropLast()) {
            guard let group = frames["layer \(number)"] else {
                #expect(Double(layer.size) * area < 12, "layer \(number) is not drawn")
                continue
            }
            let frame = try Drawn(group)
            #expect(frame.hasArea(Double(layer.size) * area), "\(frame.box) is layer \(number)")
            let boxes = group.children.filter { $0.attributes["class"] == "package" }
            let packages = Dictionary(uniqueKeysWithValues: boxes.map { ($0.title.prefix { $0 != ":" }, $0) })
            for package in layer.packages {
                guard let node = packages["\(package.name) \(package.version)"] else {
                    #expect(Double(package.size) * area < 12, "\(package.name) is not drawn")
                    continue
                }
                let box = try Drawn(node)
                #expect(box.hasArea(Double(package.size) * area), "\(box.box) is \(package.name)")
                #expect(frame.box.contains(box.box), "\(package.name) lies outside of its layer")
            }
        }
    }

    @Test(arguments: counts)
    func `no label leaves its box, and none is so small that it cannot be read`(count: Int) throws {
        let report = LayerReport.random(layers: count, seed: UInt64(count) + 7)
        var labels = 0
        for group in try Self.groups(report) {
            let frame = try Drawn(group).box
            for text in group.all where text.name == "text" {
                #expect(try frame.contains(text.extent), "\(text.text) leaves its layer")
                #expect(try text.number("font-size") >= 9)
                labels += 1
            }
            for package in group.children where package.attributes["class"] == "package" {
                for text in package.children where text.name == "text" {
                    #expect(try Drawn(package).box.contains(text.extent), "\(text.text) leaves its box")
                }
            }
        }
        #expect(count == 0 || labels > 0)
    }

    @Test func `the number of a layer lies over no name`() throws {
        var badges = 0
        for seed in UInt64(0)..<20 {
            for group in try Self.groups(.random(layers: 30, seed: seed)) {
                guard let badge = group.children.last(where: { $0.name == "rect" && $0.attributes["fill"] != "none" })
                else { continue }
                badges += 1
                let names = group.children.filter { $0.attributes["class"] == "package" }
                    .flatMap { $0.children.filter { $0.name == "text" } }
                for name in names { #expect(try badge.box.shared(with: name.extent) == 0, "\(name.text)") }
            }
        }
        #expect(badges > 100)
    }

    @Test func `every box says what it is, with its layer's number, state and reason`() throws {
        let report = LayerReport.sample([
            .sample([.sample("glibc", version: "2.36", size: 31_200_000)], reason: "alone: 31 MB", stored: 9_800_000),
            .sample([.sample("a", version: "", size: 3000), .sample("b", size: 2000)]), .links(2),
        ])
        let titles = try Self.groups(report).flatMap { $0.children.filter { $0.name == "g" } }.compactMap {
            $0.child("title")?.text
        }
        #expect(
            titles == [
                "glibc 2.36: 31.2 MB\nlayer 1: 1 package, 31.2 MB; stored, 9.8 MB compressed\nalone: 31 MB",
                "a: 3.0 kB\nlayer 2: 2 packages, 5.0 kB; to pack", "b 1: 2.0 kB\nlayer 2: 2 packages, 5.0 kB; to pack",
            ])
    }

    @Test func `what is stored has another colour than what is to pack, as the legend says`() throws {
        let report = LayerReport.sample([
            .sample([.sample("a", size: 1000)], stored: 10), .sample([.sample("b", size: 1000)]), .links(2),
        ])
        let fills = try Self.groups(report).map { $0.child("g")?.child("rect")?.attributes["fill"] }
        let root = try DrawingNode.parse(LayerDrawing(report).svg)
        // After the white ground, the legend.
        let legend = root.children.filter { $0.name == "rect" }.dropFirst().map { $0.attributes["fill"] }
        #expect(Set(fills).count == 2)
        #expect(fills == Array(legend))
        #expect(root.all.contains { $0.text == "stored: 1 (10 B compressed)" })
        #expect(root.all.contains { $0.text == "to pack: 2 (1.0 kB)" })
    }

    @Test func `markup in names and reasons is text, and control characters are gone`() throws {
        let reason = "a <script>alert(\"1\")</script> & \u{1} 'reason' ü"
        let report = LayerReport.sample([.sample([.sample("x", size: 5)], reason: reason), .links(1)])
        let root = try DrawingNode.parse(LayerDrawing(report).svg)
        #expect(root.all.allSatisfy { ["svg", "title", "rect", "text", "g"].contains($0.name) })
        let title = try #require(root.all.last { $0.name == "title" }?.text)
        #expect(title.hasSuffix("a <script>alert(\"1\")</script> & \u{FFFD} 'reason' ü"))
    }

    @Test func `the drawing needs nothing from elsewhere, and long titles are cut`() throws {
        let long = String(repeating: "package/", count: 31) + "end"
        let svg = LayerDrawing(.sample([.links(1)], image: long)).svg
        let root = try DrawingNode.parse(svg)
        #expect(root.attributes["role"] == "img")
        #expect(root.child("title")?.text == "Layers of \(long):v2")
        for word in ["href", "url(", "<style", "<image", "@import"] { #expect(!svg.contains(word)) }
        let frame = Treemap.Box(x: 0, y: 0, width: try root.number("width"), height: try root.number("height"))
        for text in root.children where text.name == "text" { #expect(try frame.contains(text.extent), "\(text.text)") }
    }
}

/// The box of a drawn layer or package.
private struct Drawn {
    let box: Treemap.Box

    init(_ group: DrawingNode) throws {
        // The frame of a layer is drawn over its packages, before its number.
        let rectangle = group.children.first { $0.name == "rect" }
        box = try #require(rectangle).box
    }

    /// Corners are rounded to hundredths.
    func hasArea(_ area: Double) -> Bool { abs(box.area - area) <= 0.011 * (box.width + box.height) + 0.001 }
}

extension DrawingNode {
    /// What pointing at it shows.
    fileprivate var title: String { child("title")?.text ?? "" }

    /// Of a rectangle.
    fileprivate var box: Treemap.Box {
        get throws {
            Treemap.Box(
                x: try number("x"), y: try number("y"), width: try number("width"), height: try number("height"))
        }
    }

    /// What a line of text covers: characters of monospaced fonts are 0.6 of the size wide; letters go below the base line.
    fileprivate var extent: Treemap.Box {
        get throws {
            let size = try number("font-size")
            let width = Double(text.count) * 0.605 * size
            return Treemap.Box(x: try number("x"), y: try number("y") - size * 0.8, width: width, height: size)
        }
    }
}

extension Treemap.Box {
    fileprivate func contains(_ other: Treemap.Box) -> Bool {
        other.x >= x - 0.02 && other.y >= y - 0.02 && other.x + other.width <= x + width + 0.02
            && other.y + other.height <= y + height + 0.02
    }

    /// The area of what both cover.
    fileprivate func shared(with other: Treemap.Box) -> Double {
        let width = min(x + self.width, other.x + other.width) - max(x, other.x)
        let height = min(y + self.height, other.y + other.height) - max(y, other.y)
        return width > 0 && height > 0 ? width * height : 0
    }
}
