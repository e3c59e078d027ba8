import Testing

@testable import Nix

/// The look-up rules of NIXERY.md.
@Suite(.requiresNix)
struct EvaluationLookupTests {
    private static let attributes = #"""
        tools = { inner = make "inner-1" ""; Deep = { er = make "deeper-1" ""; }; _9lives = make "lives-1" ""; };
        MixedCase = make "mixed-1" "";
        mixedCASE = make "later-1" "";
        _7zip = make "seven-1" "";
        _0ad = make "underscored-1" "";
        "0ad" = make "literal-1" "";
        "2literal" = make "two-1" "";
        Deep = { };
        lonelySet = { Deep = make "x" ""; };
        PyPackages = { numpy = make "numpy-2" ""; };
        multi = let d = makeWith "multi-1" "" { outputs = [ "out" "dev" ]; }; in d;
        """#

    /// Name, real attribute, derivation name.
    static let found = [
        ("good", "good", "good-1.0"),
        // Dots reach into nested sets.
        ("tools.inner", "tools.inner", "inner-1"),
        // Real spelling, and the first in sorted order where two are equal in lower case.
        ("MixedCase", "MixedCase", "mixed-1"), ("mixedcase", "MixedCase", "mixed-1"),
        ("pypackages.numpy", "PyPackages.numpy", "numpy-2"),
        // A nested component goes through the map of the outermost set.
        ("tools.deep.er", "tools.Deep.er", "deeper-1"),
        // A leading digit: underscore first, then the literal name.
        ("7zip", "_7zip", "seven-1"), ("0ad", "_0ad", "underscored-1"), ("2literal", "2literal", "two-1"),
        ("tools.9lives", "tools._9lives", "lives-1"),
    ]

    @Test func `Names are found as Nixery finds them`() async throws {
        let set = try TestSet(Self.attributes)
        let outcomes = try await set.evaluate(Self.found.map(\.0))
        for (name, attribute, derivation) in Self.found {
            let package = try #require(outcomes[name]?.package, "\(name): \(String(describing: outcomes[name]))")
            #expect(package.attribute == attribute)
            #expect(package.name == derivation)
        }
    }

    /// Name and the names that are proposed.
    static let missing = [
        ("godo", ["good"]), ("nothing-like-it", []), ("tools.iner", ["tools.inner"]), ("toolz.inner", ["tools"]),
        ("tools.inner.x", []), ("good.drvPath.x", []), ("good..x", []), ("a\"; abort \"x", []), ("${abort \"x\"}", []),
        ("pypackages.numpi", ["PyPackages.numpy"]),
    ]

    @Test func `What is not there is not found, with near names`() async throws {
        let set = try TestSet(Self.attributes)
        let outcomes = try await set.evaluate(Self.missing.map(\.0) + ["good"])
        for (name, near) in Self.missing {
            #expect(outcomes[name] == .notFound(near: near), "\(name)")
        }
        #expect(outcomes["good"]?.package != nil)
    }

    @Test func `The output is the one that the attribute selects`() async throws {
        let set = try TestSet(Self.attributes)
        let outcomes = try await set.evaluate(["multi", "multi.dev"])
        let whole = try #require(outcomes["multi"]?.package?.output)
        let dev = try #require(outcomes["multi.dev"]?.package?.output)
        #expect(whole.outputName == "out" && dev.outputName == "dev")
        #expect(whole.drvPath == dev.drvPath && whole.outPath != dev.outPath)
        #expect(dev.outPath.name == "multi-1-dev")
    }

    @Test func `Equal requests give equal outcomes`() async throws {
        let set = try TestSet(Self.attributes)
        let names = ["good", "7zip", "godo"]
        #expect(try await set.evaluate(names) == set.evaluate(names.reversed()))
    }

    @Test func `No names need no evaluator`() async throws {
        let set = try TestSet(text: "syntax error {")
        #expect(try await set.evaluate([]).isEmpty)
    }
}
