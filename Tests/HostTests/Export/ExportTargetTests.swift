import SystemPackage
import Testing

@testable import Host

struct ExportTargetTests {
    @Test(arguments: [
        ("oci:out", ExportTarget.ociDirectory("out")), ("oci:/a b/c", .ociDirectory("/a b/c")),
        ("oci-archive:x.tar", .ociArchive("x.tar")), ("docker-archive:/x.tar", .dockerArchive("/x.tar")),
    ])
    func readsATarget(_ text: String, _ target: ExportTarget) throws {
        #expect(try ExportTarget(text) == target)
        #expect(target.description == text)
    }

    @Test(arguments: [
        "", "out", "oci", "oci:", ":out", "OCI:out", "docker:out", "docker-daemon:x",
        // Other tools would take what follows for a tag.
        "oci:out:v1", "docker-archive:C:\\x",
    ])
    func refusesAnythingElse(_ text: String) {
        #expect(throws: ExportError.unknownTarget(text)) { try ExportTarget(text) }
    }
}
