import FoundationEssentials
import Host
import Layering
import Logging
import OCI
import Synchronization

/// The engine without a server.
extension Composition {
    /// Commands say what goes wrong themselves; their log is only for who asks for it.
    static func quietly(_ configuration: NixeryConfiguration) async throws -> Composition {
        var logger = Logger(label: "nixery")
        logger.logLevel = max(configuration.server.logLevel, .warning)
        return try await Composition(configuration, logger: logger)
    }

    /// Builds one image and writes it out.
    ///
    /// - Returns: the digest of the manifest that was written.
    static func build(
        _ name: ImageName, tag: Tag, to output: ExportTarget, configuration: NixeryConfiguration,
        progress: ProgressLine
    ) async throws -> Digest {
        try await output.check()
        let parts = try await quietly(configuration)
        let steps = BuildSteps()
        let pusher = parts.pusher()
        let observe: BuildObserver = { event in steps.describe(event).map(progress.show) }
        let engine = parts.engine(
            try await parts.strategy(), pusher: pusher, leases: try await parts.leases(observe), observe: observe)
        progress.show("looking at \(parts.source.name)")
        let image = try await stopping(engine) { try await engine.image(name, tag: tag, logger: parts.logger) }
        progress.show("writing \(output)")
        try await ImageExporter(read: { try await engine.blob($0, range: nil) })
            .export(image.oci, reference: "\(name):\(tag)", to: output)
        await engine.finishWriting()
        if let pusher {
            progress.show("copying what is new to \(pusher.target)")
            try await Interruption.stopping { await pusher.finish() }
        }
        return image.oci.digest
    }

    /// How an image is grouped into layers.
    static func layers(
        of name: ImageName, tag: Tag, configuration: NixeryConfiguration, progress: ProgressLine
    ) async throws -> LayerReport {
        let parts = try await quietly(configuration)
        let steps = BuildSteps()
        let engine = parts.engine(
            try await parts.strategy(), observe: { event in steps.describe(event).map(progress.show) })
        progress.show("looking at \(parts.source.name)")
        return try await stopping(engine) { try await engine.layerReport(name, tag: tag, logger: parts.logger) }
    }

    /// Runs work of an engine; a signal ends it and all that it started.
    private static func stopping<Result: Sendable>(
        _ engine: ImageEngine, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await Interruption.stopping {
            do {
                return try await work()
            } catch {
                await engine.cancelBuilds()
                throw error
            }
        }
    }

    /// Forgets built images.
    ///
    /// - Parameter image: which; nil for all, a nil tag for all tags of the name.
    /// - Returns: how many were forgotten.
    static func forget(_ image: ImageArgument?, configuration: NixeryConfiguration) async throws -> Int {
        let parts = try await quietly(configuration)
        // Nothing is planned here.
        let engine = parts.engine(SingleStrategy())
        guard let image else { return try await engine.forgetAll() }
        return try await engine.forget(image.name, tag: image.tag, logger: parts.logger)
    }

    /// Prints a stored build log, or a line for each.
    ///
    /// - Parameter subject: what an error gave, or a package; nil lists the logs, the latest first.
    static func log(
        _ subject: String?, configuration: NixeryConfiguration, print: (String) throws -> Void
    ) async throws {
        let logs = BuildLogs(store: try await quietly(configuration).store)
        guard let subject else { return try await logs.entries().map(line).forEach(print) }
        guard let log = try await logs.log(subject) else { throw NoSuchLog(subject: subject) }
        try print(String(decoding: log, as: UTF8.self))
    }

    private static func line(_ entry: BuildLogs.Entry) -> String {
        let stored = Date(timeIntervalSince1970: Double(entry.stored)).formatted(.iso8601)
        return "\(entry.id)  \(stored)  \(entry.title)"
    }

    private struct NoSuchLog: Error, CustomStringConvertible {
        let subject: String
        var description: String { "there is no build log of '\(subject)'; 'nixery log' lists those that are there" }
    }
}

/// Words for the steps of one build, with how much is done.
private final class BuildSteps: Sendable {
    private let progress = Mutex((packed: 0, toPack: 0, bytes: Int64(0)))

    /// nil for what nobody waits for.
    func describe(_ event: BuildEvent) -> String? {
        progress.withLock { progress in
            switch event {
            case .evaluating(let packages): return "evaluating \(Words.count(packages, "package"))"
            case .realising(let outputs): return "building or fetching \(Words.count(outputs, "output"))"
            case .planned(let layers, let toPack, let bytes):
                progress = (0, toPack, 0)
                return toPack == 0
                    ? "every layer is stored"
                    : "packing \(toPack) of \(Words.count(layers, "layer")), \(bytes >> 20) MiB"
            case .packed(let bytes, _):
                progress.packed += 1
                progress.bytes += bytes
                return
                    "packed \(progress.packed) of \(Words.count(progress.toPack, "layer")), \(progress.bytes >> 20) MiB"
            case .lease(.waited): return "waiting for another process that does the same"
            case .lease, .packedTwice: return nil
            case .refused: return "too little space is left"
            case .finished: return "the image is stored"
            }
        }
    }
}
