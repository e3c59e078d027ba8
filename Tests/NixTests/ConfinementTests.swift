import Testing

@testable import Nix

/// What the operator may allow, each time beside what is refused without it.
@Suite(.requiresNix)
struct ConfinementTests {
    @Test func `Import from derivation works where it is allowed`() async throws {
        let set = try TestSet(#"made = import (make "made" "echo '{ n }: n' > $out") { n = make "n-1" ""; };"#)
        var options = EvaluationOptions()
        #expect(try await set.evaluate(["made"])["made"]?.failure?.kind == .importFromDerivation)
        options.importFromDerivation = true
        #expect(try await set.package("made", options: options).name == "n-1")
    }

    @Test func `Paths outside are read where nothing is restricted`() async throws {
        let set = try TestSet("outside = import ../outside.nix { inherit make; };")
        try set.write("outside.nix", #"{ make }: make "outside-1" """#)
        var options = EvaluationOptions()
        #expect(try await set.evaluate(["outside"])["outside"]?.failure?.kind == .refusedPath)
        options.restrict = false
        #expect(try await set.package("outside", options: options).name == "outside-1")
    }

    @Test func `A root above the imported folder opens its other folders`() async throws {
        let set = try TestSet("outside = import ../outside.nix { inherit make; };")
        try set.write("outside.nix", #"{ make }: make "outside-1" """#)
        var request = set.request(["outside"])
        request.root = set.folder
        let outcomes = try await set.client.evaluate(request, logger: TestSet.logger)
        #expect(outcomes["outside"]?.package?.name == "outside-1")
    }

    @Test func `URIs are fetched where their beginning is allowed`() async throws {
        let set = try TestSet()
        try set.write("files/text", "hello")
        let url = "file://\(set.folder)/files/"
        try set.write(
            "set/default.nix",
            TestSet.function(
                "fetched = make (builtins.readFile (builtins.fetchurl \"\(url)text\")) \"\";", salt: set.salt))
        var options = EvaluationOptions()
        // Nix refuses a file's URI as it refuses its path.
        let refused = try #require(try await set.evaluate(["fetched"])["fetched"]?.failure)
        #expect([.refusedPath, .refusedURI].contains(refused.kind))
        options.allowedURIs = [url]
        #expect(try await set.package("fetched", options: options).name == "hello")
    }

    @Test func `The search path holds what is configured and nothing inherited`() async throws {
        let set = try TestSet("own = import <own> { inherit make; };") { $0.environment["NIX_PATH"] = "own=/etc:/" }
        try set.write("own/default.nix", #"{ make }: make "own-1" """#)
        var options = EvaluationOptions()
        #expect(try await set.evaluate(["own"])["own"]?.failure?.kind == .notInSearchPath)
        options.nixPath = ["own=\(set.folder)/own"]
        #expect(try await set.package("own", options: options).name == "own-1")
    }

    @Test func `An inherited NIX_PATH does not open the file system`() async throws {
        let set = try TestSet("read = builtins.readFile /etc/passwd;") { $0.environment["NIX_PATH"] = "/etc:root=/" }
        #expect(try await set.evaluate(["read"])["read"]?.failure?.kind == .refusedPath)
    }

    @Test func `Variables of the server do not reach an evaluation`() async throws {
        let set = try TestSet(
            #"seen = make "seen-${builtins.getEnv "SERVER_SECRET"}x${builtins.getEnv "AWS_SECRET_ACCESS_KEY"}" "";"#
        ) {
            $0.environment["SERVER_SECRET"] = "abc"
            $0.environment["AWS_SECRET_ACCESS_KEY"] = "def"
        }
        var options = EvaluationOptions()
        options.restrict = false
        #expect(try await set.package("seen", options: options).name == "seen-x")
    }

    @Test func `No variable of an evaluation holds a secret`() async throws {
        let set = try TestSet(
            #"""
            seen =
              let
                holds = text: name:
                  let value = builtins.getEnv name;
                  in if builtins.replaceStrings [ text ] [ "" ] value == value then "no" else "yes";
                secret = holds "topsecret";
              in make "seen-${secret "NIXERY_SOURCE_CREDENTIALS_PASSWORD"}-${secret "https_proxy"}-${secret "NIX_CONFIG"}-${
                holds "connect-timeout = 7" "NIX_CONFIG"
              }" "";
            """#
        ) {
            $0.environment["NIXERY_SOURCE_CREDENTIALS_PASSWORD"] = "topsecret"
            $0.environment["https_proxy"] = "http://ann:topsecret@proxy.invalid:3128"
            let settings = $0.environment["NIX_CONFIG"] ?? ""
            $0.environment["NIX_CONFIG"] =
                settings + "\naccess-tokens = github.com=topsecret\nconnect-timeout = 7\nnetrc-file = /topsecret\n"
        }
        var options = EvaluationOptions()
        options.restrict = false
        #expect(try await set.package("seen", options: options).name == "seen-no-no-no-yes")
    }
}
