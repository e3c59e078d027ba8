import Processes

extension NixClient {
    /// Copies the closures of valid paths to another store; what that one has already is left out. One copy runs at a time.
    ///
    /// - Throws: ``NixError/environment(reason:detail:)`` when it does not end well, also by its time limit; `CancellationError`.
    package func copy(_ paths: [StorePath], to store: StoreAddress) async throws {
        guard !paths.isEmpty else { return }
        let result = try await copier.run(
            ProcessRun(
                program: .name("nix"),
                arguments: ["--extra-experimental-features", "nix-command", "copy", "--to", store.value]
                    + paths.map(\.path),
                environment: NixEnvironment(configuration).forStore(),
                limits: ProcessLimits(total: configuration.realisationTimeLimit)))
        guard !result.isSuccess else { return }
        throw NixError.environment(
            reason: "copying to \(store) failed", detail: result.errors.lastLines(configuration.lastLineCount))
    }
}
