package import SystemPackage

/// How Nix is run: where its programs are, what they get, and their limits.
package struct NixConfiguration: Sendable {
    /// Folder of the programs; nil finds them on `PATH`.
    package var toolFolder: FilePath?
    /// Folder of our own for roots and for the empty home folder of the child processes; made when it is missing.
    package var stateFolder: FilePath
    /// The environment of this process; only what ``NixEnvironment`` lists reaches Nix.
    package var environment: [String: String]
    /// Wall clock of one evaluation.
    package var evaluationTimeLimit: Duration = .seconds(120)
    /// Seconds for each builder (`--timeout`); 0 for no limit. Nixery's `NIX_TIMEOUT`.
    package var buildTimeLimitSeconds = 60
    /// Wall clock of one realisation, downloads and all builds together.
    package var realisationTimeLimit: Duration = .seconds(3600)
    /// Wall clock of one question to the store.
    package var queryTimeLimit: Duration = .seconds(120)
    /// Largest heap of an evaluator in bytes (`GC_MAXIMUM_HEAP_SIZE`); nil for no limit.
    package var evaluationHeapBytes: Int? = 4 << 30
    /// Address space of an evaluator in bytes, where the program `prlimit` exists; nil for no limit. Well above the heap: the
    /// garbage collector reserves more than it uses.
    package var evaluationAddressSpaceBytes: Int? = 16 << 30
    /// Nix processes at once.
    package var maximumProcesses = 4
    /// Bytes of one realisation's log that are handed on; the rest is read and dropped.
    package var logLimitBytes = 8 << 20
    /// Lines of a log that an error carries.
    package var lastLineCount = 20

    package init(stateFolder: FilePath, environment: [String: String], toolFolder: FilePath? = nil) {
        self.stateFolder = stateFolder
        self.environment = environment
        self.toolFolder = toolFolder
    }
}
