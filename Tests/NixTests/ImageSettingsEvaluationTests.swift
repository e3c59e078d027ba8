import Testing

@testable import Nix

/// Image settings as packages carry them.
@Suite(.requiresNix)
struct ImageSettingsEvaluationTests {
    @Test func `Settings are read and what they refer to is named`() async throws {
        let set = try TestSet(
            #"""
            dep = makeWith "dep-1" "" { outputs = [ "out" "dev" ]; };
            a = make "a-1" "" // { nixery = {
              entrypoint = [ "${dep.dev}/bin/run" ]; cmd = [ "-v" ]; env = { CONF = "${./file.txt}"; HOME = "/h"; };
              user = "1000"; labels = { "org.x" = "y"; }; workingDir = "/srv"; ports = [ 8080 "53/udp" ];
            }; };
            b = make "b-1" "" // { passthru.nixery.cmd = [ good ]; };
            """#)
        try set.write("set/file.txt", "text")
        let outcomes = try await set.evaluate(["a", "b", "dep.dev", "good"])
        let a = try #require(outcomes["a"]?.package)
        let dev = try #require(outcomes["dep.dev"]?.package?.output)
        let settings = try #require(a.settings)
        #expect(settings.entrypoint == ["\(dev.outPath)/bin/run"])
        #expect(settings.cmd == ["-v"] && settings.user == "1000" && settings.workingDir == "/srv")
        #expect(settings.labels == ["org.x": "y"] && settings.ports == ["8080/tcp", "53/udp"])
        let file = try StorePath(#require(settings.env["CONF"]))
        #expect(Set(a.settingsContext) == [.output(dev), .path(file)])
        let good = try #require(outcomes["good"]?.package?.output)
        #expect(outcomes["b"]?.package?.settings?.cmd == [good.outPath.path])
        #expect(outcomes["b"]?.package?.settingsContext == [.output(good)])
        #expect(outcomes["good"]?.package?.settings == nil)
    }

    /// Settings, kind of failure, part of the message.
    static let bad: [(String, EvaluationFailure.Kind, String)] = [
        (#"{ cmd = "sh"; }"#, .badSettings, "'cmd' must be a list of strings, not a string"),
        ("{ env = { A = 1; }; }", .badSettings, "'env.A' must be a string, not a number"),
        ("{ entryPoint = [ ]; }", .badSettings, "'entryPoint' does not exist"),
        ("[ ]", .badSettings, "must be a set, not a list"),
        (#"{ user = throw "no user"; }"#, .threw, "image settings do not evaluate: no user"),
        (#"{ user = abort "no user"; }"#, .aborted, "no user"),
        (#"{ cmd = [ good.drvPath ]; }"#, .badSettings, "refer to a derivation's file"),
        (#"{ cmd = [ "${good} ${good.drvPath}" ]; }"#, .badSettings, "refer to a derivation's file"),
        (
            "{ cmd = [ (builtins.unsafeDiscardOutputDependency good.drvPath) ]; }", .badSettings,
            "refer to a derivation's file"
        ),
        ("{ user = x: x; }", .typeError, "image settings do not evaluate"),
    ]

    @Test(arguments: bad)
    func `Bad settings fail their package and no other`(
        _ settings: String, _ kind: EvaluationFailure.Kind, _ says: String
    ) async throws {
        let set = try TestSet(#"bad = make "bad-1" "" // { nixery = \#(settings); };"#)
        let outcomes = try await set.evaluate(["bad", "good"])
        #expect(outcomes["good"]?.package != nil)
        let failure = try #require(outcomes["bad"]?.failure)
        #expect(failure.kind == kind && failure.message.contains(says), "\(failure)")
    }
}
