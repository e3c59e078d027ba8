import Conformance
import OCI
import Testing

@testable import Host

/// The checker accepts a right image, and finds each thing that is wrong with another one.
struct ImageInvariantsTests {
    @Test(arguments: [MediaType.ociLayerGzip, .ociLayer])
    func aRightImageHasNoViolations(_ layerType: MediaType) async throws {
        let stored = try SampleImage(layerType: layerType).stored()
        #expect(try await violations(stored).isEmpty)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        /// What the violation says, somewhere.
        let testDescription: String
        let make: @Sendable (inout SampleImage) -> Void

        init(_ violation: String, _ make: @escaping @Sendable (inout SampleImage) -> Void) {
            testDescription = violation
            self.make = make
        }
    }

    @Test(arguments: manifestMistakes + layerMistakes + storeMistakes + linkMistakes)
    func findsAMistake(_ mistake: Mistake) async throws {
        var image = try SampleImage()
        mistake.make(&image)
        let violations = try await violations(try image.stored())
        #expect(violations.contains { $0.contains(mistake.testDescription) }, "found: \(violations)")
    }

    static let manifestMistakes: [Mistake] = [
        Mistake("is not the media type of a manifest") { $0.changeManifest = { $0.mediaType = .ociIndex } },
        Mistake("layer 0's media type is of another family") { $0.layerType = .dockerLayerGzip },
        Mistake("configuration's media type is of another family") {
            $0.changeManifest = { $0.config.mediaType = .dockerConfig }
        },
        Mistake("schema version is 1") {
            $0.changeManifest = { $0.schemaVersion = 1 }
        },
        Mistake("layer 1 is not there") { $0.changeManifest = { $0.layers[1].digest = Digest(of: [1]) } },
        Mistake("layer 2 has") { $0.changeManifest = { $0.layers[2].size += 1 } },
        Mistake("the configuration has") { $0.changeManifest = { $0.config.size += 1 } },
        Mistake("2 layers have 3 diff ids") { $0.changeManifest = { $0.layers.removeFirst() } },
        Mistake("layer 0 does not decompress to its diff id") { $0.changeConfig = { $0.rootfs.diffIDs.swapAt(0, 1) } },
        Mistake("names no platform") { $0.changeConfig = { $0.architecture = "" } },
        Mistake("there is no link layer") { $0.layers = [] },
        Mistake("layer 0 cannot be read") { $0.changeManifest = { $0.layers[0].mediaType = .ociLayer } },
    ]

    static let layerMistakes: [Mistake] = [
        Mistake("layer 0 does not start with 'nix' and 'nix/store'") { $0.layers[0].removeFirst() },
        Mistake("the link layer does not start with") { $0.layers[2].swapAt(0, 1) },
        Mistake("layer 1 does not start with") { $0.layers[1][0].mode = 0o555 },
        Mistake("'nix/store/a-tool/bin' in layer 0 is out of order") { $0.layers[0].swapAt(3, 4) },
        Mistake("'nix/store/c-plain' in layer 0 is out of order") { $0.layers[0].append($0.layers[0][7]) },
        Mistake("'nix/store/a-tool/share/x' in layer 0 lies in no directory") { $0.layers[0].remove(at: 5) },
        Mistake("has the time 2") { $0.layers[1][3].modified = 2 },
        Mistake("does not belong to root") { $0.layers[1][3].owner = 30000 },
        Mistake("is no directory, file or symbolic link") { $0.layers[0][6].flag = "1" },
        Mistake("deletes files") { $0.layers[0].append(.file("nix/store/d/.wh.x")) },
        Mistake("is no plain relative path") { $0.layers[0].append(.file("nix/store/z/../x")) },
        Mistake("is no plain relative path") { $0.layers[2].append(.directory("/zz", mode: 0o755)) },
    ]

    static let storeMistakes: [Mistake] = [
        Mistake("'nix/store/a-tool/bin' in layer 0 has a wrong mode") { $0.layers[0][3].mode = 0o755 },
        Mistake("'nix/store/c-plain' in layer 0 has a wrong mode") { $0.layers[0][7].mode = 0o644 },
        Mistake("'nix/store/b-lib/lib64' in layer 1 has a wrong mode") { $0.layers[1][7].mode = 0o755 },
        Mistake("'nix/store/c-plain' in layer 1 is in layer 0 too") { $0.layers[1].append(.file("nix/store/c-plain")) },
        Mistake("'nix/store/a-tool/z' in layer 1 belongs to a store path of another layer") {
            $0.layers[1].insert(.file("nix/store/a-tool/z"), at: 2)
        },
        Mistake("'opt' in layer 1 is outside of the store") { $0.layers[1].append(.directory("opt")) },
        Mistake("layer 1 has no store path") { $0.layers[1] = SampleImage.parents },
    ]

    static let linkMistakes: [Mistake] = [
        Mistake("'zz' in the link layer leads to '/nix/store/a-tool/gone', which is in no layer below") {
            $0.layers[2].append(.symlink("zz", "/nix/store/a-tool/gone"))
        },
        Mistake("'zz' in the link layer leads to 'bin/bash', which is in no layer below") {
            $0.layers[2].append(.symlink("zz", "bin/bash"))
        },
        Mistake("'zz' in the link layer leads to the directory") {
            $0.layers[2].append(.symlink("zz", "/nix/store/a-tool/bin"))
        },
        Mistake("'zz/x' in the link layer lies in no directory") {
            $0.layers[2] += [
                .symlink("zz", "/nix/store/b-lib/lib64"), .symlink("zz/x", "/nix/store/a-tool/share/x"),
            ]
        },
        Mistake("'nix/x' in the link layer is in the store") { $0.layers[2].append(.directory("nix/x", mode: 0o755)) },
        Mistake("'zz' in the link layer has a wrong mode") { $0.layers[2].append(.file("zz", mode: 0o666)) },
        Mistake("'zz' in the link layer has a wrong mode") { $0.layers[2].append(.directory("zz", mode: 0o555)) },
    ]

    @Test func findsChangedBytes() async throws {
        var stored = try SampleImage().stored()
        stored.blobs[stored.parsed.layers[0].digest]?[20] ^= 1
        #expect(try await violations(stored).contains("layer 0 does not have its digest"))
    }

    @Test func findsAManifestThatIsNone() async throws {
        let found = try await ImageInvariants.violations(manifest: Array("{}".utf8)) { _ in nil }
        #expect(found == ["the manifest is no image manifest"])
    }

    private func violations(_ stored: SampleImage.Stored) async throws -> [String] {
        try await ImageInvariants.violations(manifest: stored.manifest.bytes) { stored.blobs[$0] }
    }
}
