import Conformance
import FoundationEssentials
import Logging
import OCI
import Processes
import SystemPackage

@testable import Host

/// A script in a fresh folder.
struct ScriptFixture: Sendable {
    let folder: FilePath
    let log = LogRecorder()
    var configuration: ScriptSourceConfiguration

    var program: FilePath { configuration.script.program }
    /// A package set for the script to name.
    var set: FilePath { folder.appending("set") }

    /// - Parameter text: the script; nil for none.
    static func run(_ text: String?, _ body: (inout ScriptFixture) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            var fixture = ScriptFixture(
                folder: folder, configuration: ScriptSourceConfiguration(program: folder.appending("resolve.script")))
            try fixture.set.appending("default.nix").write("{ }: { }")
            if let text { try fixture.write(text) }
            try await body(&fixture)
        }
    }

    func write(_ text: String) throws {
        let isText = text.hasPrefix("#!")
        try program.write(isText ? text : "#!/bin/sh\n\(text)\n", permissions: .init(rawValue: 0o755))
    }

    var source: ScriptSource {
        ScriptSource(configuration: configuration, runner: ProcessRunner(limit: 4))
    }

    var strategy: ScriptStrategy {
        ScriptStrategy(configuration.script, runner: ProcessRunner(limit: 4), logger: log.logger)
    }

    /// As a process has it; every question reaches the script.
    var memory: TagMemory<ListingScriptSource> {
        TagMemory(
            ListingScriptSource(source), lifetimes: .init(fresh: .zero, stale: .zero), store: nil, logger: log.logger)
    }

    func pin(_ tag: Tag = .latest) async throws -> SourcePin { try await source.pin(tag, logger: log.logger) }

    /// The error of a question; nil when there is none.
    func error(_ tag: Tag = .latest) async -> SourceError? {
        do {
            _ = try await pin(tag)
            return nil
        } catch { return error as? SourceError }
    }
}
