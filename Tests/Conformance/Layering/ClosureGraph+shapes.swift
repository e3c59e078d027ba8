import Layering

extension ClosureGraph {
    /// Graphs that random ones seldom are, with what they look like.
    static let shapes: [(name: String, nodes: [Node])] = [
        ("a chain", nodes(200) { $0 + 1 < 200 ? [$0 + 1] : [] }),
        ("a ring", nodes(200) { [($0 + 1) % 200] }),
        ("two rings that refer to each other", nodes(200) { [($0 + 2) % 200, $0 < 2 ? 1 - $0 : $0] }),
        ("all refer to all", nodes(60) { _ in Array(0..<60) }),
        ("one for all", nodes(200) { $0 == 0 ? [] : [0] }),
        ("all for one", nodes(200) { $0 == 0 ? Array(1..<200) : [] }),
        ("nothing refers to anything", nodes(200) { _ in [] }),
        ("pairs that need both of the next pair", nodes(200) { [$0 / 2 * 2 + 2, $0 / 2 * 2 + 3].filter { $0 < 200 } }),
        (
            "one name, no sizes",
            nodes(200, name: { _ in "same" }, size: { _ in 0 }, references: { [($0 * 7 + 3) % 200] })
        ),
        ("huge sizes", nodes(150, size: { _ in 1 << 50 }, references: { $0 + 1 < 150 ? [$0 + 1] : [] })),
    ]

    /// Paths with quotes, line ends, other alphabets, and what shells and formats make something of.
    static let oddNodes: [Node] = [
        "it's", "say \"so\"", "back\\slash", "new\nline", "tab\tbed", "$(exit 7)", "`exit 7`", "%s%n", "a b", "-n",
        "--",
        "größe", "étoile", "e\u{301}toile", "日本", "👩‍👩‍👧", "\u{202E}left", "null", "{}", "",
    ].enumerated().map { number, name in
        let path = "/nix/store/\(String(repeating: "0", count: 30))\(10 + number)-\(name)"
        return Node(path: path, name: name, version: name, narSize: Int64(number), references: [])
    }

    /// - Parameter references: the numbers of the nodes that the one of that number refers to.
    private static func nodes(
        _ count: Int, name: (Int) -> String = { "package\($0)" }, size: (Int) -> Int64 = { Int64($0 % 17) << 20 },
        references: (Int) -> [Int]
    ) -> [Node] {
        let paths = (0..<count).map { "/nix/store/\(String(repeating: "0", count: 28))\(1000 + $0)-\(name($0))" }
        return paths.indices.map { number in
            Node(
                path: paths[number], name: name(number), version: "", narSize: size(number),
                references: references(number).map { paths[$0] })
        }
    }
}
