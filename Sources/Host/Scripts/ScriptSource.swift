package import Logging
import Nix
package import OCI
package import Processes
import SystemPackage

/// A package set that an operator's executable finds.
///
/// The script answers the kind `resolve` with a `revision`, which must name exact content, and the absolute `path` of the
/// package set: a folder or a Nix file, which must stay there as long as it is used.
package struct ScriptSource: RemoteSource {
    private let configuration: ScriptSourceConfiguration
    let runner: ScriptRunner

    package var name: String { configuration.name }

    /// Without the environment, which may hold secrets.
    package var identity: [String] { ["script", name, configuration.script.program.string] }

    /// - Parameter runner: runs the script; may be shared.
    package init(configuration: ScriptSourceConfiguration, runner: ProcessRunner) {
        self.configuration = configuration
        self.runner = ScriptRunner(configuration.script, runner: runner)
    }

    package func pin(_ tag: Tag, logger: Logger) async throws -> SourcePin {
        let answer = try await resolve(tag, logger: logger)
        guard try await files(at: answer.path) != nil else { throw notThere }
        return SourcePin(
            content: answer.revision, details: [Self.pathKey: answer.path.string, Self.tagKey: tag.value])
    }

    package func packages(at pin: SourcePin) -> PinnedPackages {
        var content = CacheKey("script/1")
        content.add(identity)
        content.add(pin.content)
        let evaluation = configuration.evaluation
        return PinnedPackages(
            revision: SourceRevision.hash(kind: "script", content: content.finish(), file: "", evaluation: evaluation),
            displayRevision: pin.content, time: pin.time, evaluation: evaluation,
            files: { logger in try await files(of: pin, logger: logger) })
    }

    private static let pathKey = "path"
    private static let tagKey = "tag"

    private func resolve(_ tag: Tag, logger: Logger) async throws -> (revision: String, path: FilePath) {
        let answer: ResolveRequest.Answer
        do {
            answer = try await runner.ask(ResolveRequest(tag: tag.value), logger: logger)
        } catch let error as ScriptError {
            throw SourceError(error, about: tag)
        }
        guard Self.isRevision(answer.revision) else { throw runner.unusable("revision") }
        let path = FilePath(answer.path)
        guard path.isAbsolute else { throw runner.unusable("path") }
        return (answer.revision, path)
    }

    /// It is shown in headers and logs.
    private static func isRevision(_ text: String) -> Bool {
        (1...200).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Where the files are not on this machine, another replica asked: the script is run here as well, and they count when
    /// the tag still means the same content.
    private func files(of pin: SourcePin, logger: Logger) async throws -> PackageFiles {
        if let files = try await files(at: FilePath(pin.details[Self.pathKey] ?? "")) { return files }
        do {
            let answer = try await resolve(Tag(pin.details[Self.tagKey] ?? ""), logger: logger)
            if answer.revision == pin.content, let files = try await files(at: answer.path) { return files }
        } catch SourceError.unknownTag {
            // It meant something when the pin was made.
        }
        throw notThere
    }

    /// - Returns: nil where nothing is.
    private func files(at path: FilePath) async throws -> PackageFiles? {
        do {
            let real = try await Blocking.run { try RealPath(path) }
            let root = real.isFolder ? real.path : real.path.removingLastComponent()
            return PackageFiles(importPath: real.path, root: root)
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
        } catch let error as Errno {
            throw SourceError.unavailable(
                "the path that the script '\(runner.scriptName)' named cannot be read: \(error)")
        }
    }

    private var notThere: SourceError {
        .unavailable("the path that the script '\(runner.scriptName)' named is not there")
    }
}

/// Which package set does a tag mean now?
private struct ResolveRequest: ScriptRequest {
    static let kind = "resolve"
    let tag: String

    struct Answer: Decodable, Sendable {
        let revision: String
        let path: String
    }
}

extension ScriptRunner {
    /// A field of an answer holds what it may not.
    fileprivate func unusable(_ field: String) -> SourceError {
        .unavailable(ScriptError(script: scriptName, reason: .badField(field)).description)
    }
}

extension SourceError {
    /// What a script's error means for a tag: all but an unknown tag is a question without an answer.
    fileprivate init(_ error: ScriptError, about tag: Tag) {
        guard case .reported(let failure) = error.reason, failure.code == "unknown_tag" else {
            self = .unavailable(error.description)
            return
        }
        // What is no tag cannot be asked for.
        let near = (failure.near ?? []).compactMap { try? Tag($0).value }
        self = .unknownTag(tag, near: Array(near.prefix(5)))
    }
}
