import Conformance
import OCI
import SystemPackage
import Testing

/// The real program on a script that finds package sets.
@Suite(.requires("nix-instantiate"))
struct ScriptSourceTests {
    @Test func `A script's tags are pulled and listed`() async throws {
        try await withScript { registry in
            let first = try await registry.pull("hello/manifests/v1").digest
            let second = try await registry.pull("hello/manifests/v2").digest
            #expect(first != second)
            #expect(try await registry.pull("hello/manifests/latest").digest == second)
            let list = try await registry.get("/v2/hello/tags/list")
            #expect(list.status == 200)
            #expect(list.text.contains("\"tags\":[\"v1\",\"v2\"]"), "\(list.text)")
        }
    }

    @Test func `What it does not know is told near tags`() async throws {
        try await withScript { registry in
            let answer = try await registry.get("/v2/hello/manifests/v3")
            #expect(answer.status == 404, "\(answer.text)")
            #expect(answer.text.contains("MANIFEST_UNKNOWN") && answer.text.contains("v2"), "\(answer.text)")
        }
    }

    @Test(arguments: [("fails", "failed with exit code 1"), ("hangs", "did not answer within 2 s")])
    func `A script that gives no answer is named`(tag: String, reason: String) async throws {
        try await withScript(timeLimit: tag == "hangs" ? "2s" : "60s") { registry in
            let answer = try await registry.get("/v2/hello/manifests/\(tag)")
            #expect(answer.status == 503, "\(answer.text)")
            #expect(answer.text.contains("find-set.sh") && answer.text.contains(reason), "\(answer.text)")
        }
    }

    /// A registry on a script that knows two tags, fails on a third, hangs on a fourth, and lists the first two.
    private func withScript(
        timeLimit: String = "60s", _ body: @Sendable (Registry) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            for tag in ["v1", "v2"] {
                let set = SmallSet.expression(saying: tag, salt: folder.string)
                try folder.appending("sets/\(tag)/default.nix").write(set)
            }
            let script = folder.appending("find-set.sh")
            try script.write(Self.script(sets: folder.appending("sets")), permissions: .init(rawValue: 0o755))
            let file = folder.appending("nixery.yaml")
            let settings = ["kind: script", "program: \(script)", "listsTags: true", "timeLimit: \(timeLimit)"]
            try file.write("source: {\(settings.joined(separator: ", "))}\n")
            let options = Registry.Options(store: folder.appending("store"), arguments: ["--config", file.string])
            try await Registry.run(options, body: body)
        }
    }

    private static func script(sets: FilePath) -> String {
        #"""
        #!/bin/sh
        found() { echo "{\"version\": 1, \"revision\": \"$1\", \"path\": \"\#(sets)/$1\"}"; }
        case $(cat) in
        *'"tags"'*) echo '{"version": 1, "tags": ["v2", "v1"]}' ;;
        *'"v1"'*) found v1 ;;
        *'"v2"'* | *'"latest"'*) found v2 ;;
        *'"fails"'*) exit 1 ;;
        *'"hangs"'*) sleep 1000 ;;
        *) echo '{"version": 1, "error": {"code": "unknown_tag", "near": ["v2"]}}' ;;
        esac

        """#
    }
}
