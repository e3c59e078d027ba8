import Processes
import Testing

@testable import Nix

struct RealisationFailureTests {
    private static let drv = "/nix/store/0123456789abcdfghijklmnpqrsvwxyz-below-1.drv"
    private static let top = "/nix/store/1123456789abcdfghijklmnpqrsvwxyz-top-1.drv"
    private static let out = "/nix/store/2123456789abcdfghijklmnpqrsvwxyz-top-1"

    enum Expected: Sendable {
        case failed(String?)
        case timedOut(String?)
        case notValid, noBuilder, diskFull, outOfMemory, environment
    }

    /// Exit status, text, what it means.
    static let texts: [(Int32, String, Expected)] = [
        (100, "one\nerror: builder for '\(drv)' failed with exit code 3\n", .failed("below")),
        (
            100,
            "error: builder for '\(drv)' failed with exit code 1;\n       last 2 log lines:\n       > a\n       > b\n"
                + "error: 1 dependencies of derivation '\(top)' failed to build\n", .failed("below")
        ),
        // Nix 2.29 and later.
        (
            1,
            "error: Cannot build '\(drv)'.\n       Reason: builder failed with exit code 1.\n"
                + "error: Cannot build '\(top)'.\n       Reason: 1 dependency failed.\n", .failed("below")
        ),
        // Through a daemon the status says nothing.
        (1, "error: build of '\(drv)!out' failed\n", .failed("below")),
        (1, "error: builder for '\(drv)' failed to produce output path for output 'out'\n", .failed("below")),
        (
            102, "error: hash mismatch in fixed-output derivation '\(drv)':\n   specified: a\n   got: b\n",
            .failed("below")
        ),
        (101, "error: building of '\(drv)!out' from .drv file timed out after 2 seconds\n", .timedOut("below")),
        (1, "error: building of '\(drv)^out' from .drv file timed out after 2 seconds\n", .timedOut("below")),
        (1, "don't know how to build these paths:\n  \(out)\nerror: build of '\(out)' failed\n", .notValid),
        (1, "error: cannot build missing derivation '\(top)'\n", .notValid),
        (1, "error: path '\(out)' is not valid\n", .notValid),
        (1, "error: path '\(out)' does not exist and cannot be created\n", .notValid),
        (
            1, "error: path '\(out)' is required, but there is no substituter that can build it\n", .notValid
        ),
        (1, "error: writing to file: No space left on device\n", .diskFull),
        (100, "error: writing to file: No space left on device\n", .diskFull),
        // A builder's own words decide nothing.
        (
            100,
            "No space left on device\nerror: builder for '\(drv)' failed with exit code 1;\n"
                + "       last 1 log lines:\n       > out of memory\n", .failed("below")
        ),
        (1, "error: Cannot allocate memory\n", .outOfMemory),
        (1, "error: cannot connect to socket at '/nix/var/socket': Connection refused\n", .environment),
        (1, "error: a 'aarch64-linux' with features {} is required to build '\(drv)', but I am a 'x'\n", .noBuilder),
        (
            1,
            "cannot build on 'ssh://far': error: cannot connect to 'far': ssh: Connection refused\n"
                + "error: a 'x' with features {far} is required to build '\(drv)', but I am a 'x' with features {}\n",
            .environment
        ),
        (
            1,
            "error: input compression not recognized\nerror: some substitutes for the outputs of derivation '\(drv)' failed"
                + " (usually happens due to networking issues); try '--fallback' to build derivation from source\n",
            .environment
        ),
        (1, "", .environment), (100, "", .failed(nil)),
    ]

    @Test(arguments: texts)
    func `Exit status and words decide`(_ status: Int32, _ text: String, _ expected: Expected) throws {
        let errors = OutputTail(limit: 10_000)
        errors.append(Array(text.utf8))
        let path = try StorePath(Self.out)
        let error = RealisationFailure.make(
            ProcessResult(ending: .exited(status), output: [], errors: errors), references: [.path(path)], lineCount: 3)
        switch (error, expected) {
        case (.buildFailed(let derivation, let lines), .failed(let name)):
            #expect(derivation?.packageName == name && lines.count <= 3 && error.isRemembered)
        case (.buildTimedOut(let derivation, _), .timedOut(let name)):
            #expect(derivation?.packageName == name && error.isRemembered)
        case (.notValid(let paths), .notValid): #expect(paths == [path] && !error.isRemembered)
        case (.noBuilder, .noBuilder), (.diskFull, .diskFull), (.outOfMemory, .outOfMemory),
            (.environment, .environment):
            #expect(!error.isRemembered)
        default: Issue.record("\(error)")
        }
        #expect(!error.description.contains("socket"))
    }
}
