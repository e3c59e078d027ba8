import OCI
import Testing

/// OCI distribution spec, "Endpoints".
@Suite struct RegistryPathTests {
    private static let digest = "sha256:\(String(repeating: "0a", count: 32))"

    @Test(arguments: [
        ("shell/git/manifests/v2", "shell/git", "v2"),
        // Packages with the names of endpoints.
        ("manifests/manifests/latest", "manifests", "latest"),
        ("manifests/manifests/manifests", "manifests", "manifests"),
        ("blobs/manifests/latest", "blobs", "latest"), ("tags/list/manifests/latest", "tags/list", "latest"),
        ("blobs/uploads/manifests/latest", "blobs/uploads", "latest"),
        ("shell/blobs/uploads/manifests/latest", "shell/blobs/uploads", "latest"),
        ("uploads/manifests/uploads", "uploads", "uploads"), ("a/tags/manifests/list", "a/tags", "list"),
        ("referrers/manifests/1", "referrers", "1"),
    ]) func findsTheManifestOfATag(_ path: String, name: String, tag: String) throws {
        #expect(try RegistryPath(path) == .manifest(ImageName(name), .tag(Tag(tag))))
    }

    @Test func findsWhatIsAskedByDigest() throws {
        let digest = try Digest(Self.digest)
        #expect(try RegistryPath("a/b/manifests/\(digest)") == .manifest(ImageName("a/b"), .digest(digest)))
        for name in ["a/b", "blobs", "manifests/v1", "blobs/uploads", "tags/list"] {
            #expect(try RegistryPath("\(name)/blobs/\(digest)") == .blob(ImageName(name), digest))
            #expect(try RegistryPath("\(name)/referrers/\(digest)") == .referrers(ImageName(name), digest))
            #expect(try RegistryPath("\(name)/tags/list") == .tags(ImageName(name)))
        }
    }

    @Test func findsTheEndpointsWithoutAnImage() throws {
        #expect(try RegistryPath("") == .version)
        #expect(try RegistryPath("_catalog") == .catalog)
    }

    @Test(arguments: [
        "a/blobs/uploads", "a/blobs/uploads/", "a/b/blobs/uploads/", "a/blobs/uploads/0b5f-11", "blobs/blobs/uploads/",
    ]) func knowsPushing(_ path: String) throws { #expect(try RegistryPath(path) == .upload) }

    @Test(arguments: [
        // The client's look-up of something that cannot be there.
        ("a/manifests/.x", RegistryError.Code.manifestUnknown), ("a/manifests/", .manifestUnknown),
        ("a/manifests/a b", .manifestUnknown), ("a/manifests/sha256:0", .manifestUnknown),
        ("a/manifests/md5:0", .manifestUnknown),
        // A blob is asked by digest only.
        ("a/blobs/latest", .digestInvalid), ("a/blobs/", .digestInvalid), ("a/blobs/sha256:0", .digestInvalid),
        ("a/referrers/latest", .digestInvalid),
        // Names.
        ("A/manifests/latest", .nameInvalid), ("a//manifests/latest", .nameInvalid),
        ("/manifests/latest", .nameInvalid),
        ("a_/tags/list", .nameInvalid), ("A/manifests/.x", .nameInvalid), ("../x/blobs/\(digest)", .nameInvalid),
        ("\(String(repeating: "x", count: 256))/manifests/latest", .nameInvalid),
        // No endpoint.
        ("a", .notFound), ("a/", .notFound), ("/", .notFound), ("manifests/latest", .notFound),
        ("tags/list", .notFound),
        ("a/tags/lists", .notFound), ("a/tags", .notFound), ("a/manifests/latest/", .notFound),
        ("_catalog/", .notFound),
        ("a/b/c", .notFound), ("blobs/uploads/", .notFound), ("a/Manifests/latest", .notFound),
    ]) func refuses(_ path: String, with code: RegistryError.Code) {
        let error = #expect(throws: RegistryError.self) { try RegistryPath(path) }
        #expect(error?.code == code)
    }
}
