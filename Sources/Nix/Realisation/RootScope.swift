import Processes
import Synchronization
import SystemPackage

/// Makes store paths valid and keeps them so until the scope of ``NixClient/withRoots(_:)`` ends.
///
/// May be used by several tasks at once.
package final class RootScope: Sendable {
    /// Gets what Nix and the builders print, as it comes and up to ``NixConfiguration/logLimitBytes`` for each call.
    package typealias Log = @Sendable ([UInt8]) -> Void

    private static let tool = "nix-store"
    /// Arguments of one process; the kernel's limit is far higher.
    private static let batch = 1000

    private let client: NixClient
    private let folder: FilePath
    private let counter = Mutex(0)
    private let obtained = Mutex<Set<StorePath>>([])

    init(client: NixClient, folder: FilePath) {
        self.client = client
        self.folder = folder
    }

    /// What was built or substituted by asking for several at once, and was not valid before.
    package var newPaths: Set<StorePath> { obtained.withLock { $0 } }

    /// Builds or substitutes one output.
    ///
    /// - Throws: ``NixError``, `CancellationError`.
    package func realise(_ output: DerivationOutput, log: @escaping Log = { _ in }) async throws -> StorePath {
        try await realiseTogether([.output(output)], log: LogLimit(client.configuration.logLimitBytes, log))
        return output.outPath
    }

    /// Builds or substitutes several outputs; see the form for references for how.
    ///
    /// - Returns: for each output its path or what went wrong with it.
    /// - Throws: `CancellationError` and what concerns all of them, such as a missing program.
    package func realise(
        _ outputs: [DerivationOutput], log: @escaping Log = { _ in }
    ) async throws -> [DerivationOutput: Result<StorePath, NixError>] {
        let found = try await realise(outputs.map(StoreReference.output), log: log)
        return Dictionary(outputs.map { ($0, found[.output($0)] ?? .success($0.outPath)) }) { first, _ in first }
    }

    /// Makes a path valid by itself: it is there already, or a cache has it.
    ///
    /// - Throws: ``NixError/notValid(_:)`` where it cannot be had without its derivation.
    package func realisePath(_ path: StorePath, log: @escaping Log = { _ in }) async throws -> StorePath {
        try await realiseTogether([.path(path)], log: LogLimit(client.configuration.logLimitBytes, log))
        return path
    }

    /// Makes outputs and paths valid: what is valid already is rooted by one process, the rest has a process each.
    ///
    /// Not one process for several builds: Nix keeps the lock of an output that another process has built meanwhile until
    /// all that it was asked for is done. Two processes that were asked for the same two outputs then wait for each other
    /// for ever (seen with 2.8).
    package func realise(
        _ references: [StoreReference], log: @escaping Log = { _ in }
    ) async throws -> [StoreReference: Result<StorePath, NixError>] {
        let limited = LogLimit(client.configuration.logLimitBytes, log)
        let unique = Array(Set(references)).sorted { $0.storePath < $1.storePath }
        var results: [StoreReference: Result<StorePath, NixError>] = [:]
        for start in stride(from: 0, to: unique.count, by: Self.batch) {
            let part = Array(unique[start..<min(start + Self.batch, unique.count)])
            let invalid = try await invalid(part.map(\.storePath))
            let valid = part.filter { !invalid.contains($0.storePath.path) }
            if !valid.isEmpty { results.merge(try await realiseBatch(valid, log: limited)) { first, _ in first } }
            let rest = part.filter { invalid.contains($0.storePath.path) }
            let singly = try await realiseSingly(rest, log: limited)
            obtained.withLock { $0.formUnion(singly.values.compactMap(\.value)) }
            results.merge(singly) { first, _ in first }
        }
        return results
    }

    /// Those of some paths that are not valid now.
    private func invalid(_ paths: [StorePath]) async throws -> Set<String> {
        guard !paths.isEmpty else { return [] }
        let result = try await client.runner.run(
            ProcessRun(
                program: .name(Self.tool), arguments: ["--check-validity", "--print-invalid"] + paths.map(\.path),
                environment: NixEnvironment(client.configuration).forStore(),
                limits: ProcessLimits(total: client.configuration.queryTimeLimit)))
        guard result.isSuccess else {
            throw RealisationFailure.make(
                result, references: paths.map { .path($0) }, lineCount: client.configuration.lastLineCount)
        }
        return Set(String(decoding: result.output, as: UTF8.self).split(separator: "\n").map { String($0) })
    }

    private func realiseBatch(
        _ references: [StoreReference], log: LogLimit
    ) async throws -> [StoreReference: Result<StorePath, NixError>] {
        do {
            try await realiseTogether(references, log: log)
            return Dictionary(uniqueKeysWithValues: references.map { ($0, .success($0.storePath)) })
        } catch let error as NixError {
            guard references.count > 1, error.concernsPackages else {
                guard error.concernsPackages else { throw error }
                return Dictionary(uniqueKeysWithValues: references.map { ($0, .failure(error)) })
            }
            return try await realiseSingly(references, log: log)
        }
    }

    private func realiseSingly(
        _ references: [StoreReference], log: LogLimit
    ) async throws -> [StoreReference: Result<StorePath, NixError>] {
        try await withThrowingTaskGroup(of: (StoreReference, Result<StorePath, NixError>).self) { group in
            for reference in references {
                group.addTask {
                    do {
                        try await self.realiseTogether([reference], log: log)
                        return (reference, .success(reference.storePath))
                    } catch let error as NixError where error.concernsPackages {
                        return (reference, .failure(error))
                    }
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func realiseTogether(_ references: [StoreReference], log: LogLimit) async throws {
        let result = try await client.runner.run(toolRun(references)) { log.append($0) }
        guard result.isSuccess else {
            throw RealisationFailure.make(
                result, references: references, lineCount: client.configuration.lastLineCount)
        }
        try check(result.output, references)
    }

    private func toolRun(_ references: [StoreReference]) -> ProcessRun {
        let number = counter.withLock { counter in
            counter += 1
            return counter
        }
        let installables = references.map { reference in
            switch reference {
            case .output(let output): output.installable
            case .path(let path): path.path
            }
        }
        return ProcessRun(
            program: .name(Self.tool),
            arguments: [
                "--log-format", "raw-with-logs", "--keep-going", "--timeout",
                "\(client.configuration.buildTimeLimitSeconds)",
                "--add-root", folder.appending("\(number)").string, "--indirect", "--realise",
            ] + installables,
            environment: NixEnvironment(client.configuration).forStore(),
            limits: ProcessLimits(total: client.configuration.realisationTimeLimit))
    }

    /// Nix prints one root for each argument, in order and with endings of its own; each must lead to the path expected.
    private func check(_ output: [UInt8], _ references: [StoreReference]) throws(NixError) {
        let roots = String(decoding: output, as: UTF8.self).split(separator: "\n")
        guard roots.count == references.count else {
            throw .unreadable(tool: Self.tool, reason: "\(roots.count) roots for \(references.count) paths")
        }
        for (root, reference) in zip(roots, references) {
            guard let target = try? FolderTools.target(of: FilePath(String(root))), target == reference.storePath.path
            else {
                throw .unreadable(tool: Self.tool, reason: "no root for \(reference.storePath.baseName)")
            }
        }
    }
}

extension Result {
    fileprivate var value: Success? { if case .success(let value) = self { value } else { nil } }
}

extension NixError {
    /// Whether other packages of the same request may fare better.
    fileprivate var concernsPackages: Bool {
        switch self {
        case .buildFailed, .buildTimedOut, .noBuilder, .notValid: true
        default: false
        }
    }
}
