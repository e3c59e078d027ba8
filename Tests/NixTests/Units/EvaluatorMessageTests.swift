import Testing

@testable import Nix

/// What evaluators print, old and new.
struct EvaluatorMessageTests {
    /// Text, the sentence in it.
    static let texts: [(String, String?)] = [
        // Nix 2.8
        ("error: no thanks\n(use '--show-trace' to show detailed location information)\n", "no thanks"),
        (
            """
            warning: Nix search path entry '/x' does not exist, ignoring
            trace: error: from a trace
            error: attribute 'foo' missing

                   at /tmp/set/default.nix:10:10:

                        9|   ab = abort "stop";
                       10|   miss = {}.foo;
                         |          ^
            (use '--show-trace' to show detailed location information)
            """, "attribute 'foo' missing"
        ),
        // Nix 2.20 and later
        (
            """
            error:
                   … while evaluating the attribute 'drvPath'
                     at «string»:12:3:
                       11|   x = 1;
                         |   ^

                   … while calling the 'throw' builtin
                     at /tmp/set/default.nix:3:5:

                   (stack trace truncated; use '--show-trace' to show the full, detailed trace)

                   error: no thanks
            """, "no thanks"
        ),
        (
            """
            error:
                   … while evaluating the file '/a/b.nix':

                   error: syntax error, unexpected end of file
                   at /a/b.nix:1:5:
                        1| { a =
                         |     ^
            """, "syntax error, unexpected end of file"
        ),
        // Messages that start in the next line, or announce it.
        ("error: \n       Failed assertions:\n       - a is b\n", "Failed assertions: - a is b"),
        ("error:\n\n   late words\n   and more\n", "late words"),
        ("error: one:\n\n", "one:"),
        // Colours.
        ("\u{1B}[31;1merror:\u{1B}[0m \u{1B}[35;1mred\u{1B}[0m words\n", "red words"),
        ("GC Warning: Out of Memory! Heap size: 173 MiB. Returning NULL!\nerror: out of memory\n", "out of memory"),
        ("", nil), ("nothing of the kind\n", nil), ("error:\n", nil), ("an error: inside a line\n", nil),
    ]

    @Test(arguments: texts)
    func `The last error's sentence is found`(_ text: String, _ sentence: String?) {
        #expect(EvaluatorMessage.sentence(in: text) == sentence)
    }

    /// Sentence, kind when nothing caught it.
    static let kinds: [(String, EvaluationFailure.Kind)] = [
        ("attribute 'foo' missing", .missingAttribute), ("assertion '(1 == 2)' failed", .assertion),
        ("evaluation aborted with the following error message: 'stop'", .aborted),
        ("infinite recursion encountered", .infiniteRecursion),
        ("infinite recursion encountered, at undefined position", .infiniteRecursion),
        ("stack overflow (possible infinite recursion)", .infiniteRecursion),
        ("stack overflow; max-call-depth exceeded", .infiniteRecursion),
        ("cannot add a string to an integer", .typeError), ("cannot add a string to an integer: \"a\"", .typeError),
        ("value is an integer while a set was expected", .typeError),
        ("expected a set but found an integer: 1", .typeError),
        ("function 'anonymous lambda' called without required argument 'x'", .typeError),
        (
            "cannot build '/nix/store/x.drv' during evaluation because the option 'allow-import-from-derivation' is disabled",
            .importFromDerivation
        ),
        ("access to absolute path '/etc/passwd' is forbidden in restricted mode", .refusedPath),
        ("access to URI 'https://example.com/x' is forbidden in restricted mode", .refusedURI),
        ("file 'nixpkgs' was not found in the Nix search path (add it using $NIX_PATH or -I)", .notInSearchPath),
        ("undefined variable 'x'", .undefinedName), ("syntax error, unexpected '}'", .syntax),
        ("out of memory", .outOfMemory), ("cannot connect to socket at '/nix/var/x': Connection refused", .environment),
        ("Package ‘a’ in /x/y.nix:3 has an unfree license (‘unfree’), refusing to evaluate.", .unfree),
        ("Package ‘a’ in /x/y.nix:3 is marked as broken, refusing to evaluate.", .broken),
        ("Package ‘a’ in /x/y.nix:3 is marked as insecure, refusing to evaluate.", .insecure),
        ("Package ‘a’ in /x is not available on the requested hostPlatform:", .unsupportedSystem),
        ("something new", .other),
    ]

    @Test(arguments: kinds)
    func `Nix's words become a kind`(_ sentence: String, _ kind: EvaluationFailure.Kind) {
        let failure = EvaluationFailure(errors: "error: \(sentence)\n", wasCaught: false, root: "/x")
        #expect(failure.kind == kind)
        #expect(!failure.message.contains("/etc/passwd") && !failure.message.contains("/nix/var"))
    }

    @Test func `What was caught and has no phrase of its own was thrown`() {
        #expect(EvaluationFailure(errors: "error: a b", wasCaught: true, root: "/x").kind == .threw)
        #expect(EvaluationFailure(errors: "", wasCaught: false, root: "/x").kind == .other)
    }

    @Test func `An equality that does not hold is an assertion`() {
        let text = """
            error:
                   … while evaluating the condition of the assertion '(1 == 2)'
                     at «string»:1:1:
                        1| assert 1 == 2; 1
                         | ^

                   error: an integer with value '1' is not equal to an integer with value '2'
            """
        let failure = EvaluationFailure(errors: text, wasCaught: true, root: "/x")
        #expect(failure.kind == .assertion && failure.message == "assertion '(1 == 2)' failed")
    }

    @Test func `The setting that would allow it is named`() {
        let failure = EvaluationFailure(
            errors: "error: access to URI 'https://e.com/x' is forbidden in restricted mode", wasCaught: false,
            root: "/x")
        #expect(failure.description.contains("'allowedURIs'") && failure.message.contains("https://e.com/x"))
    }
}
