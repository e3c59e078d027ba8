import FoundationEssentials
import Processes
import SystemPackage

/// Runs of `nix-instantiate --eval` for one request.
struct EvaluatorRuns: Sendable {
    static let tool = "nix-instantiate"

    /// Which part of ``EvaluatorExpression`` is asked for.
    enum Mode: String, Encodable, Sendable {
        case check, all, package, settings
    }

    /// What came of a run.
    enum Outcome: Sendable {
        case reply(EvaluatorReply)
        case failed(EvaluationFailure)
    }

    private let client: NixClient
    private let request: EvaluationRequest
    private let arguments: [String: JSONValue]
    private let overlays: [RequestText.Overlay]

    init(_ client: NixClient, _ request: EvaluationRequest) throws(NixError) {
        self.client = client
        self.request = request
        arguments = try Self.values(request.options.arguments)
        overlays = try request.overlays.map { overlay throws(NixError) in
            RequestText.Overlay(
                name: overlay.name, path: overlay.importPath.string, arguments: try Self.values(overlay.arguments))
        }
    }

    private static func values(_ texts: [String: String]) throws(NixError) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for (name, text) in texts {
            do {
                values[name] = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
            } catch {
                throw .invalidArgument(name: name)
            }
        }
        return values
    }

    /// - Parameter wasCaught: whether `tryEval` caught the error that is expected now.
    /// - Throws: ``NixError`` where the machine is at fault, or the answer cannot be read.
    func run(_ mode: Mode, _ names: [String], wasCaught: Bool = false) async throws -> Outcome {
        let root = request.root.string
        let result = try await client.runner.run(try toolRun(mode, names))
        guard case .exited(let code) = result.ending, code != 0 else {
            guard result.isSuccess else { return .failed(.init(result.ending, errors: result.errors.text, root: root)) }
            return try decode(result.output)
        }
        return .failed(EvaluationFailure(errors: result.errors.text, wasCaught: wasCaught, root: root))
    }

    private func decode(_ output: [UInt8]) throws -> Outcome {
        let reply: EvaluatorReply
        do {
            reply = try JSONDecoder().decode(EvaluatorReply.self, from: Data(output))
        } catch {
            throw NixError.unreadable(tool: Self.tool, reason: "its answer has an unknown form")
        }
        guard reply.kind != "set" else { return .reply(reply) }
        return .failed(
            EvaluationFailure(
                .typeError, message: "it gives \(Self.withArticle(reply.kind)) instead of a set of packages"))
    }

    /// A type as `builtins.typeOf` names it, in a sentence.
    private static func withArticle(_ type: String) -> String {
        type == "null" ? type : type == "int" ? "an \(type)" : "a \(type)"
    }

    private func toolRun(_ mode: Mode, _ names: [String]) throws -> ProcessRun {
        let options = request.options
        var arguments = [
            "--log-format", "raw", "--eval", "--strict", "--json", "--read-write-mode",
            "--option", "restrict-eval", options.restrict ? "true" : "false",
            "--option", "allow-import-from-derivation", options.importFromDerivation ? "true" : "false",
            "--option", "allowed-uris", options.allowedURIs.joined(separator: " "),
            "--option", "nix-path", "",
            // With a name in front, a folder whose name holds '=' is not taken apart.
            "-I", "nixery-source=\(request.root.string)",
        ]
        for (number, overlay) in request.overlays.enumerated() {
            arguments += ["-I", "nixery-overlay-\(number)=\(overlay.root.string)"]
        }
        for entry in options.nixPath { arguments += ["-I", entry] }
        arguments += ["--argstr", "request", try text(mode, names), "--expr", EvaluatorExpression.text]
        var run = ProcessRun(
            program: .name(Self.tool), arguments: arguments,
            environment: NixEnvironment(client.configuration).forEvaluation(),
            limits: ProcessLimits(total: client.configuration.evaluationTimeLimit))
        run.addressSpace = client.configuration.evaluationAddressSpaceBytes
        return run
    }

    private func text(_ mode: Mode, _ names: [String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = RequestText(
            mode: mode, path: request.importPath.string, system: request.system, arguments: arguments,
            overlays: overlays,
            names: names)
        return String(decoding: try encoder.encode(text), as: UTF8.self)
    }

    /// What ``EvaluatorExpression`` reads.
    private struct RequestText: Encodable {
        let mode: Mode
        let path: String
        let system: String
        let arguments: [String: JSONValue]
        let overlays: [Overlay]
        let names: [String]

        struct Overlay: Encodable, Sendable {
            let name: String
            let path: String
            let arguments: [String: JSONValue]
        }
    }
}
