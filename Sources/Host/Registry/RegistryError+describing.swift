import Archive
import Logging
import Nix
import OCI
import Storage

extension RegistryError {
    /// What a client is told about an error of the engine; what only concerns the operator goes to the log.
    ///
    /// - Returns: nil for errors that are our own fault and have no better words than "internal error".
    static func describing(_ error: any Error, logger: Logger) -> RegistryError? {
        switch error {
        case let error as RegistryError: error
        case let error as ImageError: RegistryError(error)
        case let error as SourceError: sourceFailure(error, logger: logger)
        case let error as ScriptError: planFailure(error, logger: logger)
        case let error as ArchiveError: archiveFailure(error)
        case let error as LinkLayerError: RegistryError(.denied, error.description)
        case let error as StorageError: storageFailure(error, logger: logger)
        case let error as NixError: nixFailure(error, logger: logger)
        case is CancellationError:
            RegistryError(.unavailable, "the registry is shutting down", retryAfter: 5)
        default: nil
        }
    }

    private static func sourceFailure(_ error: SourceError, logger: Logger) -> RegistryError {
        switch error {
        case .unknownTag: return RegistryError(.manifestUnknown, error.description)
        case .unavailable(let reason):
            logger.notice("the package source cannot be asked", metadata: ["reason": "\(reason)"])
            return RegistryError(.unavailable, reason, retryAfter: 30)
        case .misconfigured(let reason):
            logger.error("the package source cannot be used", metadata: ["reason": "\(reason)"])
            return RegistryError(
                .unavailable, "the package source cannot be used; the registry's log says why", retryAfter: 60)
        }
    }

    /// Only a script that plans layers fails by its own name; that of a source is the source's trouble.
    private static func planFailure(_ error: ScriptError, logger: Logger) -> RegistryError {
        let detail = error.detail.map { ["detail": Logger.MetadataValue.string($0)] } ?? [:]
        logger.error("no layers were planned", metadata: ["reason": "\(error)"].merging(detail) { $1 })
        return RegistryError(.unavailable, error.description, retryAfter: 30)
    }

    private static func storageFailure(_ error: StorageError, logger: Logger) -> RegistryError {
        logger.error("the store failed", metadata: ["reason": "\(error)"])
        return switch error.kind {
        case .full: RegistryError(.unavailable, "the registry's store is full", retryAfter: 60)
        default: RegistryError(.unavailable, "the registry's store failed; its log says why", retryAfter: 10)
        }
    }
}

extension RegistryError {
    /// A package whose files cannot be in a layer is the package's fault; the rest is ours or the machine's.
    fileprivate static func archiveFailure(_ error: ArchiveError) -> RegistryError? {
        switch error {
        case .whiteout, .unsupportedKind: RegistryError(.denied, error.description)
        default: nil
        }
    }

    fileprivate static func nixFailure(_ error: NixError, logger: Logger) -> RegistryError {
        switch error {
        case .notAPackageSet:
            logger.error("the package set cannot be used", metadata: ["reason": "\(error)"])
            return RegistryError(.unavailable, error.description, retryAfter: 30)
        case .buildFailed, .buildTimedOut, .noBuilder: return RegistryError(.denied, error.description)
        case .diskFull:
            logger.error("the Nix store is full")
            return RegistryError(.unavailable, "no space is left to build packages", retryAfter: 60)
        default:
            logger.error(
                "Nix failed",
                metadata: ["reason": "\(error)", "detail": .array(error.lastLines.map { .string($0) })])
            if case .environment(let reason, _) = error { return RegistryError(.internalError, reason) }
            return RegistryError(.internalError, "Nix failed on the registry's machine; the registry's log says why")
        }
    }
}
