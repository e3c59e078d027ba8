import Conformance
import OCI

@testable import Host

extension LayerReport {
    /// A report of given layers.
    static func sample(_ layers: [Layer], image: String = "shell/git", built: Built? = nil) -> LayerReport {
        let origin = ImageOrigin(name: image, tag: "v2", source: "path", revision: "abc", created: nil)
        return LayerReport(
            image: origin, platform: .amd64, strategy: "families", budget: 94, layers: layers, built: built)
    }

    /// Layers with random packages; some have no size at all, every third is stored.
    static func random(layers: Int, seed: UInt64) -> LayerReport {
        var random = SeededGenerator(seed: seed)
        let groups = (0..<layers).map { number in
            let packages = (0..<Int.random(in: 1...(number % 5 == 0 ? 40 : 3), using: &random)).map { index in
                let letters = Int.random(in: 1...30, using: &random)
                let limit = (0..<Int.random(in: 0...8, using: &random)).reduce(Int64(1)) { limit, _ in limit * 10 }
                return Package.sample(
                    String((0..<letters).map { _ in "abcmw-".randomElement(using: &random) ?? "x" }),
                    version: "\(number).\(index)", size: Int64.random(in: 0...limit, using: &random))
            }
            return Layer.sample(packages, reason: "family \(number)", stored: number % 3 == 0 ? 1000 : nil)
        }
        return sample(groups + [.links(2)])
    }
}

extension LayerReport.Layer {
    /// - Parameter stored: bytes of its blob.
    static func sample(_ packages: [LayerReport.Package], reason: String = "", stored: Int64? = nil) -> Self {
        Self(
            kind: .packages, key: "key", reason: reason, size: packages.reduce(0) { $0 + $1.size },
            packages: packages.sorted { $0.size > $1.size },
            stored: stored.map { LayerReport.Stored(digest: Digest(of: "blob".utf8), size: $0) })
    }

    static func links(_ packages: Int) -> Self {
        Self(kind: .links, key: "links", reason: "links to \(packages) packages", size: 0, packages: [], stored: nil)
    }
}

extension LayerReport.Package {
    static func sample(_ name: String, version: String = "1", size: Int64) -> Self {
        Self(
            path: "/nix/store/00000000000000000000000000000000-\(name)-\(version)", name: name, version: version,
            size: size)
    }
}
