import Archive

@testable import Host

/// Makes small package trees that collide often: few names, and links in every direction.
struct RandomTrees {
    private var random: SplitMix64
    private static let names = ["a", "b", "bin", "lib", "share", "tmp", "usr"]

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func packages() -> [LinkedPackage] {
        (0..<Int.random(in: 1...4, using: &random)).map { index in
            LinkedPackage(name: "p\(index)", storePath: "/nix/store/p\(index)", tree: directory(depth: 0))
        }
    }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] { elements.shuffled(using: &random) }

    private mutating func directory(depth: Int) -> FileTree {
        let names = RandomTrees.names.shuffled(using: &random).prefix(Int.random(in: 0...5, using: &random))
        return .directory(names.map { .init(name: ByteString($0), tree: node(depth: depth + 1)) })
    }

    private mutating func node(depth: Int) -> FileTree {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4 where depth < 4: directory(depth: depth)
        case 0..<7: .file
        default: .symlink(target: ByteString(target()))
        }
    }

    private mutating func target() -> String {
        let steps = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            Int.random(in: 0..<3, using: &random) == 0 ? ".." : RandomTrees.names.randomElement(using: &random) ?? "."
        }.joined(separator: "/")
        return switch Int.random(in: 0..<4, using: &random) {
        case 0: "/nix/store/p\(Int.random(in: 0..<4, using: &random))/\(steps)"
        case 1: "."
        default: steps
        }
    }
}
