import SystemPackage
import Testing

@testable import Nix

/// One bad package beside a good one, in the same request.
@Suite(.requiresNix)
struct EvaluationFailureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let definition: String
        let kind: EvaluationFailure.Kind
        /// A part of the message for users.
        let says: String
        var hint: EvaluationFailure.ConfigurationKey?

        var testDescription: String { name }
    }

    static let cases = [
        // Caught by tryEval, kept for ever.
        Case(name: "throw", definition: #"throw "we do not want it""#, kind: .threw, says: "we do not want it"),
        Case(
            name: "throw in the derivation",
            definition: #"make "x" (throw "no script in /home/someone/private")"#,
            kind: .threw, says: "no script in …/private"),
        Case(name: "assert", definition: "assert 1 == 2; 1", kind: .assertion, says: "assertion '"),
        Case(
            name: "unfree",
            definition: """
                make "x" "" // { drvPath = throw ''
                  Package ‘x-1’ in ${toString ./.}/x.nix:3 has an unfree license (‘unfree’), refusing to evaluate.

                  a) To temporarily allow unfree packages, you can use an environment variable
                ''; }
                """, kind: .unfree, says: "unfree license"),
        Case(
            name: "broken",
            definition:
                #"make "x" "" // { drvPath = throw "Package ‘x-1’ in /a/b.nix:3 is marked as broken, refusing"; }"#,
            kind: .broken, says: "marked as broken"),
        Case(
            name: "insecure",
            definition:
                #"make "x" "" // { drvPath = throw "Package ‘x-1’ in /a/b:3 is marked as insecure, refusing"; }"#,
            kind: .insecure, says: "marked as insecure"),
        Case(name: "not a package", definition: "{ a = 1; }", kind: .notADerivation, says: "not a package"),
        Case(name: "null", definition: "null", kind: .notADerivation, says: "not a package"),
        // Not caught.
        Case(name: "abort", definition: #"abort "stop here""#, kind: .aborted, says: "stop here"),
        Case(name: "missing attribute", definition: "{ }.gone.drvPath", kind: .missingAttribute, says: "'gone'"),
        Case(name: "type error", definition: #"1 + "a""#, kind: .typeError, says: ""),
        Case(name: "call of no function", definition: #""a" 1"#, kind: .typeError, says: "function"),
        Case(name: "endless recursion", definition: "let x = x; in x", kind: .infiniteRecursion, says: ""),
        Case(name: "endless calls", definition: "let f = n: 1 + f n; in f 0", kind: .infiniteRecursion, says: ""),
        Case(
            name: "import from derivation", definition: #"import (make "made" "echo 1 > $out")"#,
            kind: .importFromDerivation, says: "not allowed", hint: .importFromDerivation),
        Case(
            name: "refused path", definition: "builtins.readFile /etc/hostname", kind: .refusedPath,
            says: "not allowed", hint: .restrict),
        Case(
            name: "refused folder above", definition: "import ../other", kind: .refusedPath, says: "not allowed",
            hint: .restrict),
        Case(
            name: "refused URI",
            definition: #"builtins.fetchTarball "https://user:secret@example.invalid/x.tar.gz?token=abc""#,
            kind: .refusedURI, says: "https://example.invalid/x.tar.gz", hint: .allowedURIs),
        Case(
            name: "refused URI with a hash",
            definition: """
                builtins.fetchTarball {
                  url = "https://example.invalid/x.tar.gz";
                  sha256 = "0000000000000000000000000000000000000000000000000000";
                }
                """, kind: .refusedURI, says: "example.invalid", hint: .allowedURIs),
        Case(
            name: "search path", definition: "import <nixpkgs> { }", kind: .notInSearchPath, says: "nixpkgs",
            hint: .nixPath),
        Case(name: "syntax error in a file", definition: "import ./broken.nix", kind: .syntax, says: "syntax error"),
    ]

    @Test(arguments: cases)
    func `A bad package does not hide a good one`(_ example: Case) async throws {
        let set = try TestSet("bad = \(example.definition);")
        try set.write("set/broken.nix", "{ a = ")
        let outcomes = try await set.evaluate(["good", "bad"])
        #expect(outcomes["good"]?.package?.name == "good-1.0")
        let failure = try #require(outcomes["bad"]?.failure)
        #expect(failure.kind == example.kind)
        #expect(failure.message.contains(example.says), "\(failure.message)")
        #expect(failure.hint == example.hint)
        #expect(!failure.message.contains(set.folder.string), "\(failure.message)")
        for secret in ["secret", "token", "/home/someone", "/etc"] { #expect(!failure.message.contains(secret)) }
    }

    @Test func `Throw and assert are permanent, what the operator can change is not`() async throws {
        let set = try TestSet(
            #"thrown = throw "a"; asserted = assert false; 1; aborted = abort "b"; read = import /etc/x;"#)
        let outcomes = try await set.evaluate(["thrown", "asserted", "aborted", "read", "good"])
        #expect(outcomes["thrown"]?.failure?.isPermanent == true)
        #expect(outcomes["asserted"]?.failure?.isPermanent == true)
        #expect(outcomes["aborted"]?.failure?.isPermanent == false)
        #expect(outcomes["read"]?.failure?.isPermanent == false)
        #expect(outcomes["good"]?.package != nil)
    }

    @Test(arguments: [#"throw "meta""#, #"abort "meta""#, "{ license = abort \"x\"; }", "1"])
    func `A bad meta does not hide its package`(_ meta: String) async throws {
        let set = try TestSet(#"odd = make "odd-1" "" // { meta = \#(meta); };"#)
        let outcomes = try await set.evaluate(["odd", "good"])
        #expect(outcomes["odd"]?.package?.name == "odd-1")
        #expect(outcomes["good"]?.package != nil)
    }

    /// The loop would run for ages; what is good has all of the limit, however busy the machine is.
    @Test func `A package that takes too long fails alone`() async throws {
        let set = try TestSet(
            """
            slow = let l = builtins.genList (x: x) 100000;
                loop = step: builtins.foldl' (a: b: step b) 0 l;
              in loop (b: loop (c: loop (d: loop (e: e))));
            """
        ) { $0.evaluationTimeLimit = .seconds(10) }
        let outcomes = try await set.evaluate(["slow", "good"])
        #expect(outcomes["good"]?.package != nil)
        #expect(outcomes["slow"]?.failure?.kind == .timedOut)
        #expect(outcomes["slow"]?.failure?.isPermanent == false)
    }

    @Test func `A package that takes too much memory fails alone`() async throws {
        let set = try TestSet("big = builtins.length (builtins.deepSeq (builtins.genList (x: x + 1) 60000000) [ ]);") {
            $0.evaluationHeapBytes = 200_000_000
        }
        let outcomes = try await set.evaluate(["big", "good"])
        #expect(outcomes["good"]?.package != nil)
        #expect(outcomes["big"]?.failure?.kind == .outOfMemory)
    }

    @Test func `Chatter before the answer does no harm`() async throws {
        let set = try TestSet(
            #"""
            chatty = builtins.trace "error: not an error" (make "chatty-1" "");
            flood = builtins.foldl' (a: b: builtins.trace (toString b + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx") a)
              (make "flood-1" "") (builtins.genList (x: x) 100000);
            """#)
        let outcomes = try await set.evaluate(["chatty", "flood", "good"])
        #expect(outcomes["chatty"]?.package?.name == "chatty-1")
        #expect(outcomes["flood"]?.package?.name == "flood-1")
    }
}
