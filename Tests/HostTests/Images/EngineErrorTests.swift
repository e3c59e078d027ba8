import Conformance
import OCI
import SystemPackage
import Testing

@testable import Host

#if canImport(Glibc)
    import Glibc
#endif

/// What a client is told.
@Suite(.requires("nix-instantiate"))
struct EngineErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let code: RegistryError.Code
        let words: [String]
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "absent/a/uper", code: .manifestUnknown, words: ["[absent uper]", "Upper"]),
        // A package that throws does not hide what is missing.
        Case(name: "throws/absent", code: .manifestUnknown, words: ["absent"]),
        Case(name: "throws/aborts", code: .denied, words: ["'throws'", "this one throws", "'aborts'", "no further"]),
        // A refused thing names the setting that would allow it.
        Case(name: "refused", code: .denied, words: ["'refused'", "outside", "'restrict'"]),
        Case(name: "notpackage", code: .denied, words: ["'notpackage'", "not a package"]),
        Case(name: "fails/a", code: .denied, words: ["'fails'", "nixery log"]),
        Case(name: "alsofails", code: .denied, words: ["'alsofails'", "fails-1"]),
        Case(name: "whiteout", code: .denied, words: ["whiteout", ".wh.bash"]),
    ]

    @Test func eachSaysWhatIsWrongAndNothingPrivate() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            for bad in Self.cases {
                let error = try await engine.refusal(bad.name)
                #expect(error.code == bad.code, "\(bad.name): \(error)")
                for word in bad.words { #expect(error.message.contains(word), "\(bad.name): \(error)") }
                let text = String(decoding: try error.body(), as: UTF8.self)
                #expect(!text.contains(bench.folder.string) && !text.contains("/secret"), "\(text)")
            }
            #expect(try await !engine.pull("a").oci.bytes.isEmpty, "bad requests do no harm")
        }
    }

    @Test(arguments: ["{ system, ... }: 3", "{ }: let in (", "{ }: throw \"no\""])
    func aSourceThatIsNoPackageSet(text: String) async throws {
        try await EngineBench.run { bench in
            try bench.set.appending("default.nix").write(text)
            let error = try await bench.engine().refusal("a")
            #expect(error.code == .unavailable)
            #expect(error.message.contains("not a package set"))
            #expect(!error.message.contains(bench.folder.string))
        }
    }

    @Test func aSourceThatCannotBeAskedIsAskedAgainLater() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            bench.source.fail(with: .unavailable("the remote does not answer"))
            let error = try await engine.refusal("a")
            #expect(error.code == .unavailable && error.retryAfter != nil)
            let name = try ImageName("a")
            await #expect(throws: error) { try await engine.engine.tags(name, logger: EngineBench.logger) }
            bench.source.fail(with: .misconfigured("'\(bench.folder)' cannot be read"))
            #expect(try await !engine.refusal("a").message.contains(bench.folder.string))
            bench.source.fail(with: nil)
            #expect(try await !engine.pull("a").oci.bytes.isEmpty)
            #expect(try await engine.engine.tags(name, logger: EngineBench.logger) == [.latest])
        }
    }

    /// A program of Nix that is missing for a while stands for all of the machine's own trouble.
    @Test func theMachinesTroubleIsOurFaultAndNotRemembered() async throws {
        try await EngineBench.run(toolFolder: "tools") { bench in
            let tools = bench.folder.appending("tools")
            try tools.makeFolders()
            for tool in ["nix-instantiate", "nix-store"] {
                let path = try #require(OutsideTool.path(of: tool))
                #expect(symlink(path, tools.appending(tool).string) == 0)
            }
            let hidden = tools.appending("hidden")
            #expect(rename(tools.appending("nix-store").string, hidden.string) == 0)
            let engine = bench.engine()
            for _ in 0..<2 {
                let error = try await engine.refusal("a")
                #expect(error.code == .internalError)
                #expect(!error.message.contains(bench.folder.string))
            }
            #expect(rename(hidden.string, tools.appending("nix-store").string) == 0)
            #expect(try await !engine.pull("a").oci.bytes.isEmpty)
        }
    }
}
