import Conformance
import SystemPackage
import Testing

@Suite(.requires("nix-instantiate"), .requires("prlimit"))
struct OpenFilesTests {
    @Test func `a server may open as many files as its hard limit says`() async throws {
        try await withTemporaryFolder { folder in
            let set = try SampleSet(in: folder, salt: folder.string)
            var options = Registry.Options(packages: set.folder, store: folder.appending("store"))
            options.launcher = ["prlimit", "--nofile=300:2000", "--"]
            try await Registry.run(options, waitUntilReady: false) { registry in
                let limits = try readText(FilePath("/proc/\(registry.process)/limits")).split(separator: "\n")
                let words = limits.first { $0.hasPrefix("Max open files") }?.split(separator: " ")
                #expect(words?[3...4] == ["2000", "2000"])
            }
        }
    }
}
