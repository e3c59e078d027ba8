import Logging
import Nix
import Storage

extension ImageBuilder {
    /// - Throws: ``ImageError/denied(_:)`` when something that is wanted failed to build a short while ago.
    func refuseRemembered(_ references: [StoreReference]) throws(ImageError) {
        let remembered = references.compactMap { failures.failure(of: $0.storePath.path) }
        guard remembered.isEmpty else { throw .denied(remembered.sorted { $0.package < $1.package }) }
    }

    /// What users are told of failed builds, which are remembered for a while and whose log is stored.
    ///
    /// - Throws: the first failure that says nothing about the package: memory, disk, network, tools.
    func remember(
        _ errors: [StoreReference: NixError], names: [StoreReference: String], log: [UInt8], logger: Logger
    ) async throws -> [PackageFailure] {
        var denied: [PackageFailure] = []
        for (reference, error) in errors.sorted(by: { $0.key.storePath < $1.key.storePath }) {
            guard error.isRemembered || error == .noBuilder else { throw error }
            let package = names[reference] ?? reference.storePath.name
            let title = BuildLogs.title(package: package, reason: error.description)
            let failure = PackageFailure(
                package: package, reason: error.description,
                log: try await keep(Array(title.utf8) + log, of: reference, logger: logger))
            if error.isRemembered { failures.remember(failure, of: reference.storePath.path) }
            denied.append(failure)
        }
        return denied
    }

    /// Stores a build's log for `nixery log`; a log that cannot be stored is no reason for another error.
    ///
    /// - Returns: its name.
    private func keep(_ log: [UInt8], of reference: StoreReference, logger: Logger) async throws -> String? {
        guard case .output(let output) = reference else { return nil }
        do {
            _ = try await store.put(log, at: .log(output.drvPath.hash), condition: .always)
            return output.drvPath.hash
        } catch let error as StorageError {
            logger.warning("a build log could not be stored", metadata: ["reason": "\(error)"])
            return nil
        }
    }
}
