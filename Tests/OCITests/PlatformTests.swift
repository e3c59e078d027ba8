import OCI
import Testing

@Suite struct PlatformTests {
    @Test(arguments: [
        ("linux/amd64", Platform.amd64), ("amd64", .amd64), ("x86_64-linux", .amd64),
        ("linux/arm64", .arm64), ("arm64", .arm64), ("aarch64-linux", .arm64),
    ]) func accepts(_ text: String, platform: Platform) throws { #expect(try Platform(text) == platform) }

    @Test(arguments: ["", "linux", "/", "linux/", "Linux/amd64", "windows/amd64", "x86_64-darwin", "aarch64", "arm64 "])
    func rejects(_ text: String) { #expect(throws: OCIError.invalidPlatform(text)) { try Platform(text) } }

    @Test func hasTheNamesOfNixAndOfGo() {
        #expect(Platform.known.map(\.nixSystem) == ["x86_64-linux", "aarch64-linux"])
        #expect(Platform.known.map(\.description) == ["linux/amd64", "linux/arm64"])
    }

    @Test func theHostIsKnown() { #expect(Platform.known.contains(.host)) }

    @Test func isItsTwoNamesInJSON() throws {
        let json = try CanonicalJSON.encode(Platform.arm64)
        #expect(String(decoding: json, as: UTF8.self) == #"{"architecture":"arm64","os":"linux"}"#)
        #expect(try CanonicalJSON.decode(Platform.self, from: json) == .arm64)
    }
}
