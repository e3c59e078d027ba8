import FoundationEssentials

/// Makes a package of what the evaluator says about a derivation.
enum PackageReader {
    /// - Returns: nil when the evaluator left something out.
    /// - Throws: ``NixError`` when a derivation that the settings refer to is gone again.
    static func read(_ result: EvaluatorReply.Result) throws(NixError) -> AttributeOutcome? {
        guard let attribute = result.attribute, let derivation = result.derivation, let path = result.path,
            let outputName = result.outputName, let name = result.name
        else { return nil }
        let output: DerivationOutput
        do {
            output = DerivationOutput(
                drvPath: try StorePath(derivation), outputName: outputName, outPath: try StorePath(path))
        } catch {
            let message = "the path of its output is not known before its build"
            return .failed(EvaluationFailure(.notADerivation, message: message))
        }
        do {
            return .found(
                EvaluatedPackage(
                    attribute: attribute.joined(separator: "."), output: output, name: name,
                    settings: try settings(result.settings), settingsContext: try context(result.settings)))
        } catch let problem as ImageSettings.Problem {
            return .failed(EvaluationFailure(.badSettings, message: problem.description))
        } catch let error as NixError {
            throw error
        } catch {
            throw .unreadable(tool: EvaluatorRuns.tool, reason: "the image settings of '\(name)'")
        }
    }

    private static func settings(_ settings: EvaluatorReply.Settings?) throws -> ImageSettings? {
        guard let settings else { return nil }
        return try ImageSettings.read(JSONDecoder().decode(JSONValue.self, from: Data(settings.json.utf8)))
    }

    private static func context(_ settings: EvaluatorReply.Settings?) throws -> [StoreReference] {
        var references: Set<StoreReference> = []
        for (path, element) in settings?.context ?? [:] {
            let path = try StorePath(path)
            let names = element.outputs ?? []
            // With the file would come all that the package was built with.
            guard !path.isDerivation || (element.path != true && element.allOutputs != true) else {
                throw ImageSettings.Problem("its image settings refer to a derivation's file; name its output instead")
            }
            references.formUnion(names.isEmpty ? [.path(path)] : try outputs(names, of: path))
        }
        return references.sorted { $0.storePath < $1.storePath }
    }

    private static func outputs(_ names: [String], of derivation: StorePath) throws -> [StoreReference] {
        let known = try DerivationFile.outputs(of: derivation)
        return try names.map { name in
            guard let path = known[name] else {
                throw ImageSettings.Problem("its image settings refer to an output without a fixed path")
            }
            return .output(DerivationOutput(drvPath: derivation, outputName: name, outPath: path))
        }
    }
}
