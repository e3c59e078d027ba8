import SystemPackage
import Testing

@testable import Nix

/// What a source may give, and how it is called.
@Suite(.requiresNix)
struct PackageSetTests {
    private static let derivation = #"derivation { name = "a-1"; inherit system; builder = "/bin/sh"; }"#

    /// Each has a package `a` when it is called rightly.
    static let sets = [
        #"let system = "x86_64-linux"; in { a = \#(derivation); }"#,
        "{ system }: { a = \(derivation); }",
        #"{ system ? abort "not given" }: { a = \#(derivation); }"#,
        // Only what it names, or everything where it takes everything.
        "{ system, ... }: { a = \(derivation); }",
        "{ system, ... } @ all: assert all.config == { } && all.overlays == [ ]; { a = \(derivation); }",
        "all: assert all.config == { } && all.extra == 5; let inherit (all) system; in { a = \(derivation); }",
        "{ system, config, overlays }: assert config == { } && overlays == [ ]; { a = \(derivation); }",
        "{ system, flag ? false, text ? \"\", extra ? 0 }: assert flag && text == \"t\" && extra == 5; { a = \(derivation); }",
        "{ }: let system = \"x86_64-linux\"; in { a = \(derivation); }",
        "{ __functor = self: { system }: { a = \(derivation); }; }",
        "{ __functor = self: args: let inherit (args) system; in assert !(args ? extra); { a = \(derivation); };"
            + " __functionArgs = { system = false; }; }",
    ]

    @Test(arguments: sets)
    func `Sets and functions of all kinds are called with what they take`(_ text: String) async throws {
        let set = try TestSet(text: text)
        var options = EvaluationOptions()
        options.arguments = ["flag": "true", "text": "\"t\"", "extra": "5"]
        #expect(try await set.package("a", options: options).name == "a-1")
        try await set.client.checkPackageSet(set.request([], options: options), logger: TestSet.logger)
    }

    /// Text of the set, kind of failure.
    static let faults: [(String?, EvaluationFailure.Kind)] = [
        ("{ a = ", .syntax), ("[ 1 2 ]", .typeError), ("\"text\"", .typeError), ("{ system }: 5", .typeError),
        ("throw \"not today\"", .other), ("abort \"not today\"", .aborted), ("{ required }: { }", .typeError),
        ("{ system }: { other }: { }", .typeError), ("{ system }: undefinedName", .undefinedName),
        ("import /etc/nothing.nix", .refusedPath), (nil, .other),
    ]

    @Test(arguments: faults)
    func `A fault of the whole set is told apart from that of a package`(
        _ text: String?, _ kind: EvaluationFailure.Kind
    ) async throws {
        let set = try TestSet(text: text)
        var request = set.request(["a", "b"])
        if text == nil { request.importPath = request.importPath.appending("missing.nix") }
        for isCheck in [true, false] {
            let error = await #expect(throws: NixError.self) {
                if isCheck {
                    try await set.client.checkPackageSet(request, logger: TestSet.logger)
                } else {
                    _ = try await set.client.evaluate(request, logger: TestSet.logger)
                }
            }
            guard case .notAPackageSet(let failure)? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(failure.kind == kind, "\(failure.message)")
            #expect(!failure.message.contains(set.folder.string), "\(failure.message)")
        }
    }

    @Test func `An argument that is no JSON is named`() async throws {
        let set = try TestSet()
        var options = EvaluationOptions()
        options.arguments = ["flag": "yes please"]
        await #expect(throws: NixError.invalidArgument(name: "flag")) {
            try await set.evaluate(["good"], options: options)
        }
    }

    @Test func `A folder with odd characters in its name works`() async throws {
        let set = try TestSet()
        try set.write("a b=c;'$d/default.nix", #"{ system }: { a = \#(Self.derivation); b = import ./b.nix; }"#)
        try set.write("a b=c;'$d/b.nix", "throw \"from b\"")
        let folder = set.folder.appending("a b=c;'$d")
        let outcomes = try await set.client.evaluate(
            EvaluationRequest(importPath: folder, root: folder, system: TestSet.system, names: ["a", "b"]),
            logger: TestSet.logger)
        #expect(outcomes["a"]?.package != nil)
        #expect(outcomes["b"]?.failure?.message == "from b")
    }
}
