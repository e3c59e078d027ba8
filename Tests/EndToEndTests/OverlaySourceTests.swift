import Conformance
import OCI
import SystemPackage
import Testing

/// The real program on a git repository that is laid over a folder.
@Suite(.requires("nix-instantiate"), .requires("git"))
struct OverlaySourceTests {
    @Test func `The image's tag chooses the overlay's commit, and the base's layers are shared`() async throws {
        try await withTemporaryFolder { folder in
            let base = try SampleSet(in: folder, salt: folder.string)
            let services = try await GitRepository(folder.appending("services"), saying: "first")
            try await services.git("tag v1")
            try await services.commit(saying: "second")
            try await services.git("tag v2")
            let file = folder.appending("nixery.yaml")
            try file.write(
                """
                source:
                  kind: overlay
                  base: {kind: path, path: \(base.folder)}
                  overlays:
                    - {kind: git, url: \(services.folder)}
                """)
            let options = Registry.Options(store: folder.appending("store"), arguments: ["--config", file.string])
            try await Registry.run(options) { registry in
                let first = Set(try await registry.pull("p1/hello/manifests/v1").manifest.layers.map(\.digest))
                let second = Set(try await registry.pull("p1/hello/manifests/v2").manifest.layers.map(\.digest))
                // That of hello, and that of links.
                #expect(first.subtracting(second).count == 2)
                #expect(second.subtracting(first).count == 2)
                #expect(!first.isDisjoint(with: second))
                let list = try await registry.get("/v2/hello/tags/list")
                #expect(list.text.contains("v1") && list.text.contains("v2"))
                let unknown = try await registry.get("/v2/hello/manifests/v3")
                #expect(unknown.status == 404)
                #expect(unknown.text.contains("v2"))
            }
        }
    }
}
