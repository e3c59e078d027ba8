import Testing

@testable import Layering

/// What a package is called in every version.
@Suite struct StableNameTests {
    @Test(arguments: [
        ("glibc", "2.40-66", "glibc", "2.40-66"), ("glibc", "2.40-66-bin", "glibc-bin", "2.40-66"),
        ("gcc", "14.2.1.20250322-lib", "gcc-lib", "14.2.1.20250322"),
        ("python3", "3.12.8-env", "python3-env", "3.12.8"),
        ("git", "", "git", ""), ("git", "2024-05-01", "git", "2024-05-01"),
        ("foo", "0-unstable-2024-05-01", "foo", "0-unstable-2024-05-01"),
        ("foo", "1.0-unwrapped-dev", "foo-unwrapped-dev", "1.0"), ("foo", "dev", "foo-dev", ""),
        ("openssl", "3.0.17-1+deb12u2", "openssl", "3.0.17-1+deb12u2"), ("foo", "1.0-rc1", "foo", "1.0-rc1"),
        ("foo", "1.0-", "foo", "1.0-"),
    ]) func `Words at the end of a version belong to the name`(
        name: String, version: String, stableName: String, stableVersion: String
    ) {
        let stable = StableName(name: name, version: version)
        #expect(stable.name == stableName && stable.version == stableVersion)
    }
}
