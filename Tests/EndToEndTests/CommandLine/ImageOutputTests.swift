import OCI
import SystemPackage
import Testing

@testable import nixery

@Suite("What 'nixery build' is told")
struct ImageOutputTests {
    @Test(
        "An output is a kind and a path, which may hold colons",
        arguments: [
            ("oci:out", ImageOutput.Kind.oci, "out"), ("oci-archive:/a/b.tar", .ociArchive, "/a/b.tar"),
            ("docker-archive:a:b.tar", .dockerArchive, "a:b.tar"),
        ])
    func output(_ text: String, _ kind: ImageOutput.Kind, _ path: String) throws {
        let output = try #require(ImageOutput(argument: text))
        #expect(output.kind == kind)
        #expect(output.path == FilePath(path))
    }

    @Test("Anything else is no output", arguments: ["", "oci", "oci:", ":out", "docker:out", "OCI:out"])
    func noOutput(_ text: String) {
        #expect(ImageOutput(argument: text) == nil)
    }

    @Test("An image is a name, with or without a tag")
    func image() throws {
        #expect(try ImageArgument("shell/git").name.components == ["shell", "git"])
        #expect(try ImageArgument("shell/git").tag == nil)
        #expect(try ImageArgument("shell/git:v2").tag?.value == "v2")
    }

    @Test("A malformed image is refused", arguments: ["", ":v2", "Shell", "shell:", "shell:a:b", "shell@sha256:00"])
    func noImage(_ text: String) {
        #expect(throws: (any Error).self) { try ImageArgument(text) }
    }
}
