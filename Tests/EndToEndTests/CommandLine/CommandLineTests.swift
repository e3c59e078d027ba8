import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

@Suite("The command line")
struct CommandLineTests {
    /// A command line and how it ends.
    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let error: String
        var testDescription: String { arguments.joined(separator: " ") }
    }

    static let wrongUsage = [
        Case(
            arguments: ["config", "--prot", "3"], status: 64,
            error: "nixery: Unknown option '--prot'. Did you mean '--port'? (see 'nixery --help')\n"),
        Case(
            arguments: ["cache", "forget"], status: 64,
            error: "nixery: name an image, or say --all (see 'nixery --help')\n"),
        Case(
            arguments: ["cache", "forget", "--all", "shell"], status: 64,
            error: "nixery: name an image, or say --all (see 'nixery --help')\n"),
        Case(
            arguments: ["build", "shell", "--output", "zip:x"], status: 64,
            error:
                "nixery: The value 'zip:x' is invalid for '--output <output>': 'zip:x' is no place to write an image to; "
                + "say oci:DIR, oci-archive:FILE or docker-archive:FILE, without ':' in the path (see 'nixery --help')\n"
        ),
    ]

    static let wrongConfiguration = [
        Case(
            arguments: ["serve", "--set", "source.kind=svn"], status: 1,
            error: "nixery: --set: 'source.kind' must be one of path, git, channel, overlay, script, not 'svn'\n"),
        Case(
            arguments: ["serve", "--packages", "/nowhere"], status: 1,
            error: "nixery: --packages: 'source.path' cannot be used: there is no '/nowhere'\n"),
        Case(
            arguments: ["build", "shell", "--output", "oci:/nowhere", "--port", "many"], status: 1,
            error: "nixery: --port: 'server.port' must be a whole number from 0 to 65535, not 'many'\n"),
        Case(
            arguments: ["config", "--set", "server.prot=1"], status: 1,
            error: "nixery: --set: there is no setting 'server.prot'; did you mean 'server.port'?\n"),
    ]

    @Test(
        "A wrong command line ends with one sentence and 64, a wrong setting with 1",
        arguments: wrongUsage + wrongConfiguration)
    func refused(_ example: Case) async throws {
        let result = try await Self.nixery(example.arguments)
        #expect(result.status == .exited(example.status))
        #expect(result.error == example.error)
        #expect(result.output == "")
    }

    @Test("The version is a line of its own")
    func version() async throws {
        let result = try await Self.nixery(["--version"])
        #expect(result.status == .exited(0))
        #expect(result.output.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
    }

    @Test("Every flag reaches the configuration that 'config' prints")
    func flags() async throws {
        let result = try await Self.nixery([
            "config", "--packages", "/", "--storage", "/srv/blobs", "--address", "::1", "--port", "0", "--platform",
            "arm64", "--log-level", "error", "--log-format", "text", "--set", "layering.budget=20",
        ])
        #expect(result.status == .exited(0))
        #expect(result.error == "")
        for line in [
            "  path: /  # flag --packages\n", "  path: /srv/blobs  # flag --storage\n",
            "  address: \"::1\"  # flag --address\n", "  port: 0  # flag --port\n",
            "  platform: linux/arm64  # flag --platform\n", "  logLevel: error  # flag --log-level\n",
            "  logFormat: text  # flag --log-format\n", "  budget: 20  # flag --set\n",
        ] {
            #expect(result.output.contains(line))
        }
    }

    @Test("A relative path starts in the working directory; a variable that does nothing is a warning")
    func processSurroundings() async throws {
        let result = try await Self.nixery(
            ["config"], environment: ["NIXERY_PKGS_PATH": "tmp", "NIX_POPULARITY_URL": "x", "HOME": "/root"])
        #expect(result.status == .exited(0))
        #expect(result.output.contains("  path: /tmp  # environment NIXERY_PKGS_PATH\n"))
        #expect(result.error.hasPrefix("nixery: warning: NIX_POPULARITY_URL is not used"))
    }

    /// Runs the program that was built beside these tests, in `/` and with nothing of this process's environment.
    private static func nixery(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> (status: TerminationStatus, output: String, error: String) {
        let tests = FilePath(try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let keys = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        let result = try await run(
            .path(tests.removingLastComponent().appending("nixery")), arguments: Arguments(arguments),
            environment: .custom(Dictionary(uniqueKeysWithValues: keys)), workingDirectory: "/",
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        return (result.terminationStatus, result.standardOutput, result.standardError)
    }
}
