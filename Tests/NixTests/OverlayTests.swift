import SystemPackage
import Testing

@testable import Nix

/// What lies over a package set.
@Suite(.requiresNix)
struct OverlayTests {
    /// A base as a function that takes no overlays, as a plain set, and as nixpkgs does it.
    enum Base: String, CaseIterable {
        case function, plain, nixpkgsWay

        func text(salt: String) -> String {
            let set = """
                lib.version = "base-lib";
                make = name: script: derivation {
                  inherit name system; salt = "\(salt)"; builder = "/bin/sh"; args = [ "-c" script ];
                };
                tool = make "tool-1" "echo tool > $out";
                good = make "good-1" "echo good > $out";
                """
            let system = "let system = \"\(TestSet.system)\"; in"
            return switch self {
            case .function: "{ system, ... }: rec { \(set) }"
            case .plain: "\(system) rec { \(set) }"
            case .nixpkgsWay:
                """
                { system, overlays ? [ ], ... }:
                let base = rec { \(set) };
                in let final = builtins.foldl' (prev: o: prev // o final prev) base overlays; in final
                """
            }
        }
    }

    /// An overlay's text with arguments as JSON by name.
    struct Overlay {
        let text: String
        var arguments: [String: String] = [:]
    }

    private func request(
        _ set: TestSet, _ overlays: [Overlay], names: [String], options: EvaluationOptions = .init()
    ) throws -> EvaluationRequest {
        var request = set.request(names, options: options)
        for (number, overlay) in overlays.enumerated() {
            try set.write("overlay\(number)/default.nix", overlay.text)
            let folder = set.folder.appending("overlay\(number)")
            request.overlays.append(
                OverlayRequest(name: "o\(number)", importPath: folder, root: folder, arguments: overlay.arguments))
        }
        return request
    }

    private func evaluate(
        _ base: Base = .function, _ overlays: [Overlay], names: [String]
    ) async throws -> [String: AttributeOutcome] {
        let set = try TestSet(text: base.text(salt: "s"))
        return try await set.client.evaluate(request(set, overlays, names: names), logger: TestSet.logger)
    }

    /// Each makes `own` and leaves `good` alone.
    static let shapes: [String] = [
        // Of one argument that gives another one.
        "final: prev: { own = prev.make \"own-1\" \"\"; }",
        "self: super: { own = self.make \"own-1\" \"\"; }",
        "{ __functor = self: final: prev: { own = prev.make \"own-1\" \"\"; }; }",
        // Functions that name what they take.
        "{ pkgs }: { own = pkgs.make \"own-1\" \"\"; }",
        "{ pkgs, lib, system }: assert lib.version == \"base-lib\" && pkgs.lib == lib;"
            + " { own = assert system == pkgs.good.system; pkgs.make \"own-1\" \"\"; }",
        "{ pkgs, ... } @ all: assert all ? lib && all ? system; { own = all.pkgs.make \"own-1\" \"\"; }",
        "{ pkgs, absent ? 1 }: { own = pkgs.make \"own-${toString absent}\" \"\"; }",
        "{ __functor = self: args: { own = args.pkgs.make \"own-1\" \"\"; }; __functionArgs = { pkgs = false; }; }",
        "{ }: final: prev: { own = prev.make \"own-1\" \"\"; }",
        "{ ... }: final: prev: { own = prev.make \"own-1\" \"\"; }",
        // What they give is looked at again.
        "{ lib }: final: prev: assert lib.version == \"base-lib\"; { own = prev.make \"own-1\" \"\"; }",
        "{ lib }: { pkgs }: { own = pkgs.make \"own-1\" \"\"; }",
        "{ lib }: [ { other = 1; } (final: prev: { own = prev.make \"own-${toString prev.other}\" \"\"; }) ]",
        // A set, and lists.
        "{ own = derivation { name = \"own-1\"; system = \"\(TestSet.system)\"; builder = \"/bin/sh\"; }; }",
        "[ ({ pkgs }: { a = pkgs.good; }) [ (final: prev: { own = prev.make \"own-1\" \"\"; b = prev.a; }) ] ]",
        // Asking for the names of all packages is no endless recursion.
        "{ pkgs }: if builtins.attrNames pkgs != [ ] then { own = pkgs.make \"own-1\" \"\"; } else { }",
        "{ pkgs }: builtins.listToAttrs (map (name: { name = \"my-${name}\"; value = pkgs.${name}; })"
            + " (builtins.attrNames pkgs)) // { own = pkgs.make \"own-1\" \"\"; }",
        // Its own other files.
        "final: prev: { own = import ./own.nix { inherit (prev) make; }; }",
    ]

    @Test(arguments: Base.allCases, shapes)
    func `An overlay of any shape adds its packages`(_ base: Base, _ text: String) async throws {
        let set = try TestSet(text: base.text(salt: "s"))
        try set.write("overlay0/own.nix", "{ make }: make \"own-1\" \"\"")
        let request = try request(set, [Overlay(text: text)], names: ["own", "good"])
        let outcomes = try await set.client.evaluate(request, logger: TestSet.logger)
        #expect(outcomes["own"]?.package?.name == "own-1", "\(String(describing: outcomes["own"]))")
        #expect(outcomes["good"]?.package?.name == "good-1")
        try await set.client.checkPackageSet(request, logger: TestSet.logger)
    }

    @Test(arguments: Base.allCases)
    func `Overlays see those below and change what those above see`(_ base: Base) async throws {
        let overlays = [
            Overlay(text: "final: prev: { service = prev.make \"service-${final.tool.name}\" \"${final.good}\"; }"),
            // Hides a package of the base, and of an overlay below.
            Overlay(text: "final: prev: { tool = prev.make \"tool-2-over-${prev.tool.name}\" \"\"; }"),
            Overlay(text: "{ pkgs }: { last = pkgs.make \"last-${pkgs.tool.name}-${pkgs.service.name}\" \"\"; }"),
        ]
        let outcomes = try await evaluate(base, overlays, names: ["service", "tool", "last", "good"])
        #expect(outcomes["tool"]?.package?.name == "tool-2-over-tool-1")
        #expect(outcomes["service"]?.package?.name == "service-tool-2-over-tool-1")
        #expect(outcomes["last"]?.package?.name == "last-tool-2-over-tool-1-service-tool-2-over-tool-1")
        let plain = try await evaluate(base, [], names: ["good"])
        #expect(outcomes["good"] == plain["good"], "what no overlay touches stays the very same")
    }

    @Test func `Arguments go to the function that they are configured for`() async throws {
        let overlays = [
            Overlay(
                text: "{ pkgs, word, times ? 1 }: { own = pkgs.make \"${word}-${toString times}\" \"\"; }",
                arguments: ["word": "\"own\"", "unused": "true"]),
            Overlay(
                text: "{ pkgs, word ? \"none\" }: { other = pkgs.make \"other-${word}\" \"\"; }",
                arguments: ["times": "3"]),
        ]
        let outcomes = try await evaluate(.function, overlays, names: ["own", "other"])
        #expect(outcomes["own"]?.package?.name == "own-1")
        #expect(outcomes["other"]?.package?.name == "other-none")
        await #expect(throws: NixError.invalidArgument(name: "word")) {
            try await evaluate(.function, [Overlay(text: "{ }", arguments: ["word": "no json"])], names: ["own"])
        }
    }

    /// Text of the overlay, kind of the failure, part of its message.
    static let faults: [(String, EvaluationFailure.Kind, String)] = [
        // None of the shapes.
        ("3", .typeError, "overlay 'o1': it gives something of type int"),
        ("\"text\"", .typeError, "overlay 'o1': it gives something of type"),
        ("[ { } 3 ]", .typeError, "overlay 'o1': it gives something of type int"),
        ("pkgs: { own = 1; }", .typeError, "overlay 'o1': it gives something of type set"),
        ("final: prev: 3", .typeError, "overlay 'o1': it gives something of type"),
        ("final: prev: { pkgs }: { }", .typeError, "overlay 'o1': it gives something of type"),
        ("{ pkgs }: null", .typeError, "overlay 'o1': it gives something of type null"),
        // Faults of its own.
        ("throw \"not today\"", .other, "overlay 'o1': not today"),
        ("final: prev: throw \"not today\"", .other, "overlay 'o1': not today"),
        ("{ a = ", .syntax, "overlay 'o1': syntax error"), ("{ required }: { }", .typeError, "overlay 'o1': "),
        // The names of all packages decide which names there are.
        ("final: prev: if final ? own then { } else { own = 1; }", .infiniteRecursion, "overlay 'o1': "),
        ("let f = { ... }: f; in f", .infiniteRecursion, "overlay 'o1': "),
        ("import /etc/nothing.nix", .refusedPath, "overlay 'o1': "),
    ]

    @Test(arguments: faults)
    func `A fault of a whole overlay names it and no package`(
        _ text: String, _ kind: EvaluationFailure.Kind, _ says: String
    ) async throws {
        let error = await #expect(throws: NixError.self) {
            try await evaluate(
                .function, [Overlay(text: "{ }"), Overlay(text: text), Overlay(text: "final: prev: prev")],
                names: ["good"])
        }
        guard case .notAPackageSet(let failure)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure.kind == kind, "\(failure.message)")
        #expect(failure.message.contains(says), "\(failure.message)")
    }

    @Test func `A fault of the base is not an overlay's`() async throws {
        let set = try TestSet(text: "throw \"not today\"")
        let request = try request(set, [Overlay(text: "{ }"), Overlay(text: "3")], names: ["good"])
        await #expect(throws: NixError.notAPackageSet(.init(.other, message: "not today"))) {
            try await set.client.evaluate(request, logger: TestSet.logger)
        }
    }

    @Test func `A package of an overlay that fails does so alone`() async throws {
        let text = """
            final: prev: {
              thrown = throw "we do not want it";
              looping = final.looping;
              named = prev.make "named-1" "";
              outside = builtins.readFile /etc/passwd;
            }
            """
        let outcomes = try await evaluate(
            .function, [Overlay(text: text)], names: ["thrown", "looping", "named", "good", "outside", "namd", "goood"])
        #expect(outcomes["thrown"]?.failure?.kind == .threw)
        #expect(outcomes["thrown"]?.failure?.message == "we do not want it")
        #expect(outcomes["looping"]?.failure?.kind == .infiniteRecursion)
        #expect(outcomes["outside"]?.failure?.kind == .refusedPath)
        #expect(outcomes["named"]?.package?.name == "named-1")
        #expect(outcomes["good"]?.package?.name == "good-1")
        #expect(outcomes["namd"] == .notFound(near: ["named"]), "near names of all parts")
        #expect(outcomes["goood"] == .notFound(near: ["good"]))
    }

    @Test func `A library that is not there is named`() async throws {
        let set = try TestSet(text: "{ }: { }")
        let overlay = Overlay(text: "{ lib, pkgs }: { needs = lib.version; has = builtins.attrNames pkgs; }")
        let outcomes = try await set.client.evaluate(
            request(set, [overlay], names: ["needs"]), logger: TestSet.logger)
        #expect(outcomes["needs"]?.failure?.message == "the packages below the overlay 'o0' have no 'lib'")
    }

    @Test func `Overlays read each other's folders and nothing beside them`() async throws {
        let set = try TestSet(text: Base.function.text(salt: "s"))
        try set.write("beside.nix", "{ make }: make \"beside-1\" \"\"")
        try set.write("set/below.nix", "{ make }: make \"below-1\" \"\"")
        let overlay = Overlay(
            text: """
                final: prev: {
                  below = import ../set/below.nix { inherit (prev) make; };
                  beside = import ../beside.nix { inherit (prev) make; };
                }
                """)
        let outcomes = try await set.client.evaluate(
            request(set, [overlay], names: ["below", "beside"]), logger: TestSet.logger)
        #expect(outcomes["below"]?.package?.name == "below-1")
        #expect(outcomes["beside"]?.failure?.kind == .refusedPath)
        #expect(outcomes["beside"]?.failure?.message.contains(set.folder.string) == false)
    }
}
