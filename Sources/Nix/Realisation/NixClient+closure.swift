import Processes

extension NixClient {
    private static let tool = "nix-store"
    /// Paths for one process; the kernel's limit for arguments is far higher.
    private static let batch = 5000

    /// The runtime closure of valid paths, with sizes and references; sorted by path. Two process runs for up to 5,000 paths.
    ///
    /// `--dump-db` with paths prints just their registrations, in one form over all versions of Nix and through a daemon as well;
    /// the JSON of `nix path-info` changes from version to version.
    ///
    /// - Throws: ``NixError/notValid(_:)`` where a path is not in the store.
    package func closure(of paths: [StorePath]) async throws -> [PathInfo] {
        guard !paths.isEmpty else { return [] }
        let listed = try await query(["--query", "--requisites"], paths)
        let members = Set(try Self.lines(listed).map(Self.storePath)).sorted()
        var infos: [PathInfo] = []
        for start in stride(from: 0, to: members.count, by: Self.batch) {
            let part = Array(members[start..<min(start + Self.batch, members.count)])
            infos += try RegistrationDump.parse(try await query(["--dump-db"], part))
        }
        guard infos.count == members.count else {
            throw NixError.unreadable(tool: Self.tool, reason: "\(infos.count) registrations of \(members.count) paths")
        }
        return infos.sorted { $0.path < $1.path }
    }

    private func query(_ arguments: [String], _ paths: [StorePath]) async throws -> [UInt8] {
        let result = try await runner.run(
            ProcessRun(
                program: .name(Self.tool), arguments: arguments + paths.map(\.path),
                environment: NixEnvironment(configuration).forStore(),
                limits: ProcessLimits(total: configuration.queryTimeLimit)))
        guard !result.isSuccess else { return result.output }
        if case .timedOut = result.ending { throw NixError.timedOut(tool: Self.tool) }
        throw RealisationFailure.make(
            result, references: paths.map(StoreReference.path), lineCount: configuration.lastLineCount)
    }

    private static func lines(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    private static func storePath(_ line: Substring) throws(NixError) -> StorePath {
        do { return try StorePath(String(line)) } catch { throw .unreadable(tool: tool, reason: error.description) }
    }
}
