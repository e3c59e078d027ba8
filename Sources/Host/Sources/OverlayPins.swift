import Logging
import Nix

/// The package sets that an ``OverlaySource`` lays over each other, as one.
struct OverlayPins: Sendable {
    let parts: [OverlayPart]
    /// One for each part.
    let pins: [PinnedPackages]
    /// Which of them the image's tag decides.
    let tagged: Int

    var packages: PinnedPackages {
        PinnedPackages(
            revision: revision, displayRevision: displayRevision, time: pins[tagged].time, evaluation: evaluation,
            warning: warning, isUnchanged: isUnchanged, files: files)
    }

    private var revision: String {
        var key = CacheKey("overlay/1")
        key.add(pins.map(\.revision))
        return key.finish()
    }

    /// The tagged part's in full, then the others'.
    private var displayRevision: String {
        let others = pins.enumerated().filter { $0.offset != tagged }.map { Self.short($0.element.displayRevision) }
        return ([pins[tagged].displayRevision] + others).joined(separator: "+")
    }

    /// A commit's first digits; other names stay.
    private static func short(_ name: String) -> String {
        name.count >= 40 && name.allSatisfy(\.isHexDigit) ? String(name.prefix(12)) : name
    }

    /// All is evaluated in one run. Its arguments are the base's: an overlay's own go to its function. The run is confined
    /// unless a part is not, and may do what any part may.
    private var evaluation: EvaluationOptions {
        let options = pins.map(\.evaluation)
        var joined = EvaluationOptions()
        joined.arguments = options[0].arguments
        joined.restrict = options.allSatisfy(\.restrict)
        joined.importFromDerivation = options.contains { $0.importFromDerivation }
        joined.allowedURIs = Self.joined(options.map(\.allowedURIs))
        joined.nixPath = Self.joined(options.map(\.nixPath))
        return joined
    }

    /// In order, each once.
    private static func joined(_ lists: [[String]]) -> [String] {
        var seen: Set<String> = []
        return lists.flatMap { $0 }.filter { seen.insert($0).inserted }
    }

    private var warning: String? {
        let warnings = zip(parts, pins).compactMap { part, pin in pin.warning.map { "\(part.label): \($0)" } }
        return warnings.isEmpty ? nil : warnings.joined(separator: "; ")
    }

    private func isUnchanged() async throws -> Bool {
        for pin in pins where try await !pin.isUnchanged() { return false }
        return true
    }

    /// The base's files with the overlays', fetched side by side.
    private func files(_ logger: Logger) async throws -> PackageFiles {
        let fetched = try await withThrowingTaskGroup(of: (Int, PackageFiles).self) { group in
            for (number, (part, pin)) in zip(parts, pins).enumerated() {
                group.addTask { (number, try await part.labelled { try await pin.files(logger) }) }
            }
            return try await group.reduce(into: [(Int, PackageFiles)]()) { $0.append($1) }
        }
        let inOrder = fetched.sorted { $0.0 < $1.0 }.map(\.1)
        var result = inOrder[0]
        for (number, files) in inOrder.enumerated().dropFirst() {
            guard files.overlays.isEmpty else {
                throw SourceError.misconfigured("\(parts[number].label): it is itself an overlay over a base")
            }
            result.overlays.append(
                OverlayFiles(
                    name: parts[number].source.name, files: files, arguments: pins[number].evaluation.arguments))
        }
        return result
    }
}
