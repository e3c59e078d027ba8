import Nix
import OCI
import Testing

@testable import Host

struct ImageConfigurationTests {
    private static let defaults = [
        "NIX_SSL_CERT_FILE=/etc/ssl/certs/ca-bundle.crt", "PATH=/bin:/sbin:/usr/bin:/usr/sbin",
        "SSL_CERT_FILE=/etc/ssl/certs/ca-bundle.crt",
    ]

    @Test func anImageWithoutSettingsHasTheDefaults() {
        let execution = ImageConfiguration.execution([])
        var expected = ImageConfig.Execution()
        expected.env = ImageConfigurationTests.defaults
        #expect(execution == expected)
    }

    /// Meta-packages come last, so that `shell` runs bash unless a package says what to run.
    @Test func theShellRunsBashUnlessAPackageSaysWhatToRun() {
        #expect(ImageConfiguration.execution([.init(user: "x"), MetaPackage.shell.settings]).cmd == ["bash"])
        let server = ImageConfiguration.execution([.init(entrypoint: ["/bin/server"]), MetaPackage.shell.settings])
        #expect(server.entrypoint == ["/bin/server"])
        #expect(server.cmd == nil)
    }

    @Test func theFirstPackageThatSaysWhatToRunSaysAllOfIt() {
        let execution = ImageConfiguration.execution(
            [.init(cmd: ["a"]), .init(entrypoint: ["b"], cmd: ["c"])])
        #expect(execution.entrypoint == nil)
        #expect(execution.cmd == ["a"])
    }

    @Test func theFirstPackageWinsAndMapsMerge() {
        let execution = ImageConfiguration.execution(
            [
                .init(env: ["A": "1", "PATH": "/own"], labels: ["l": "1"], workingDir: "/first", ports: ["80"]),
                .init(
                    env: ["A": "2", "B": "3"], user: "nobody", labels: ["l": "2", "m": "3"], workingDir: "/second",
                    ports: ["53/udp", "80/tcp"]),
            ])
        #expect(
            execution.env == [
                "A=1", "B=3", "NIX_SSL_CERT_FILE=/etc/ssl/certs/ca-bundle.crt", "PATH=/own",
                "SSL_CERT_FILE=/etc/ssl/certs/ca-bundle.crt",
            ])
        #expect(execution.labels == ["l": "1", "m": "3"])
        #expect(execution.workingDir == "/first")
        #expect(execution.user == "nobody")
        #expect(execution.exposedPorts == ["80/tcp": [:], "53/udp": [:]])
    }

    @Test func theConfigurationHoldsNothingThatChangesFromBuildToBuild() throws {
        let layer = Digest(of: [])
        let config = ImageConfiguration.config([], platform: .arm64, diffIDs: [layer])
        #expect(config.created == "1970-01-01T00:00:00Z")
        #expect(config.architecture == "arm64")
        #expect(config.os == "linux")
        #expect(config.rootfs.diffIDs == [layer])
        let again = ImageConfiguration.config([], platform: .arm64, diffIDs: [layer])
        #expect(try CanonicalJSON.encode(config) == CanonicalJSON.encode(again))
    }
}
