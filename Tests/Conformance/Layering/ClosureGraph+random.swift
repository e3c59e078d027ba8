package import Layering

extension ClosureGraph {
    /// So many nodes of a made-up closure: names that repeat, sizes over nine orders of magnitude with many ties, any references,
    /// so also cycles, repetitions and nodes that refer to themselves.
    package static func randomNodes(_ count: Int, using random: inout some RandomNumberGenerator) -> [Node] {
        let names = (0..<count).map { _ in "package\(Int.random(in: 0..<50, using: &random))" }
        let paths = names.map { "/nix/store/\(randomHash(using: &random))-\($0)" }
        return Set(paths).count == count ? nodes(paths, names, using: &random) : randomNodes(count, using: &random)
    }

    private static func nodes(
        _ paths: [String], _ names: [String], using random: inout some RandomNumberGenerator
    ) -> [Node] {
        zip(paths, names).map { path, name in
            let references = (0..<Int.random(in: 0...8, using: &random)).map { _ in paths.randomElement(using: &random)
            }
            return Node(
                path: path, name: name,
                version: Bool.random(using: &random) ? "" : "1.\(Int.random(in: 0...9, using: &random))",
                narSize: Int64.random(in: 0...9, using: &random) << Int64.random(in: 0...30, using: &random),
                references: references.compactMap(\.self))
        }
    }

    /// 32 characters of Nix's base-32 alphabet, as in store paths.
    private static func randomHash(using random: inout some RandomNumberGenerator) -> String {
        let alphabet = Array("0123456789abcdfghijklmnpqrsvwxyz".utf8)
        var bits: [UInt64] = [random.next(), random.next(), random.next()]
        let hash = (0..<32).map { position in
            defer { bits[position % 3] >>= 5 }
            return alphabet[Int(bits[position % 3] & 31)]
        }
        return String(decoding: hash, as: UTF8.self)
    }
}
