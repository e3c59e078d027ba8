import Nix
import OCI

/// Why an image cannot be had, as far as its packages are the reason.
enum ImageError: Error, Sendable {
    /// Every name that the set does not have, with names of similar spelling.
    case notFound([(name: String, near: [String])])
    /// Every package that cannot be evaluated or built.
    case denied([PackageFailure])

    /// - Throws: what is wrong with any of the names; base packages may be missing.
    static func check(
        _ names: [String], of request: ImageRequest, outcomes: [String: AttributeOutcome]
    ) throws(ImageError) {
        var missing: [(name: String, near: [String])] = []
        var failed: [PackageFailure] = []
        for name in names {
            switch outcomes[name] {
            case .found: continue
            case .notFound where request.optionalPackages.contains(name): continue
            case .notFound(let near): missing.append((name, near))
            case .failed(let failure): failed.append(PackageFailure(package: name, reason: failure.description))
            case nil: failed.append(PackageFailure(package: name, reason: "the evaluator gave no answer for it"))
            }
        }
        if !missing.isEmpty { throw .notFound(missing) }
        if !failed.isEmpty { throw .denied(failed) }
    }
}

/// A package that cannot be had and the reason, for the user.
struct PackageFailure: Error, Hashable, Sendable {
    let package: String
    let reason: String
    /// What `nixery log` takes, where there is a log.
    var log: String?
}

extension RegistryError {
    init(_ error: ImageError) {
        switch error {
        case .notFound(let missing):
            let near = missing.filter { !$0.near.isEmpty }
            let hint = near.map { "near '\($0.name)': \($0.near.joined(separator: ", "))" }.joined(separator: "; ")
            self.init(
                .manifestUnknown,
                "Could not find Nix packages: [\(missing.map(\.name).joined(separator: " "))]"
                    + (hint.isEmpty ? "" : " (\(hint))"),
                detail: Dictionary(near.map { ($0.name, $0.near.joined(separator: " ")) }) { first, _ in first })
        case .denied(let failures):
            self.init(.denied, failures.map(\.sentence).joined(separator: "; "))
        }
    }
}

extension PackageFailure {
    fileprivate var sentence: String {
        "package '\(package)': \(reason)" + (log.map { " (see 'nixery log \($0)')" } ?? "")
    }
}
