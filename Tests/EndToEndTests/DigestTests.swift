import Conformance
import OCI
import SystemPackage
import Testing

@Suite(.requires("nix-instantiate"))
struct DigestTests {
    @Test func orderOfNamesAndStoreDoNotMatter() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            let first = try await pull(
                ["shell/p1/p2/nested.inner", "nested.inner/p2/p1/shell", "shell/p2/nested.inner/p1/p2"],
                from: set, store: folder.appending("first"))
            // `shell` is a package's name unless it leads.
            #expect(first[0]?.digest != nil)
            #expect(first[0]?.digest == first[2]?.digest)
            #expect(first[1] == nil)
            let second = try await pull(
                ["shell/p2/p1/nested.inner"], from: set, store: folder.appending("second"))
            #expect(second[0]?.digest == first[0]?.digest)
        }
    }

    /// The invariants of every image: digests, diff ids, tar laws, links.
    @Test(arguments: ["shell/hello", "hello", "p1/p2/p3", "nested.inner", "arm64/hello"])
    func imagesKeepTheInvariants(name: String) async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            let image = try #require(try await pull([name], from: set, store: folder.appending("store"))[0])
            let violations = try await ImageInvariants.violations(manifest: image.bytes) { image.blobs[$0] }
            #expect(violations.isEmpty, "\(violations)")
        }
    }

    /// The images, nil for those that are not found.
    private func pull(_ names: [String], from set: SampleSet, store: FilePath) async throws -> [PulledImage?] {
        try await Registry.run(Registry.Options(packages: set.folder, store: store)) { registry in
            var images: [PulledImage?] = []
            for name in names {
                do { images.append(try await registry.pull("\(name)/manifests/latest")) } catch let error as PullFailure
                {
                    #expect(error.status == 404)
                    images.append(nil)
                }
            }
            return images
        }
    }
}
