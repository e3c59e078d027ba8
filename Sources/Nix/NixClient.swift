import Processes

/// Nix, by its command line programs: evaluate, realise, ask the store.
///
/// May be used by many tasks at once. Cancelling a task ends the processes that were started for it.
package struct NixClient: Sendable {
    package let configuration: NixConfiguration
    let runner: ToolRunner
    /// For copies to other stores, which may take long and must not keep others waiting.
    let copier: ToolRunner
    let roots: RootFolder

    /// Makes the state folder where it is missing, and removes what dead processes left in it.
    ///
    /// - Throws: ``NixError/environment(reason:detail:)`` when the folder cannot be written.
    package init(_ configuration: NixConfiguration) throws(NixError) {
        self.configuration = configuration
        runner = ToolRunner(
            toolFolder: configuration.toolFolder, runner: ProcessRunner(limit: configuration.maximumProcesses))
        copier = ToolRunner(toolFolder: configuration.toolFolder, runner: ProcessRunner(limit: 1))
        do {
            try FolderTools.make(configuration.homeFolder)
            roots = try RootFolder(in: configuration.rootsFolder)
        } catch {
            throw .environment(
                reason: "the folder for Nix's roots cannot be used",
                detail: ["\(configuration.stateFolder): \(error)"])
        }
    }
}
