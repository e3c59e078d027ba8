import Host
import Logging
import OCI
import Processes
import SourcesChannel
import SourcesGit
import SourcesPath
import Storage
import SystemPackage

/// Makes package sources of their configuration: with what they remember in the store, and their files in a folder for each kind.
struct SourceComposer {
    /// Holds a folder for each kind of source.
    let state: FilePath
    let store: any ObjectStore
    let runner: ProcessRunner
    let environment: [String: String]
    let logger: Logger

    func source(_ configuration: SourceConfiguration) throws -> any PackageSource {
        switch configuration {
        case .path(let path):
            PathSource(name: path.name, path: path.path, file: path.file, evaluation: path.evaluation)
        case .git(let git): remembered(try self.git(git), git.lifetimes)
        case .channel(let channel): remembered(try self.channel(channel), channel.lifetimes)
        case .overlay(let overlay): try self.overlay(overlay)
        case .script(let script): self.script(script)
        }
    }

    private func git(_ configuration: GitSourceConfiguration) throws -> GitSource {
        let downloader: Downloader
        do {
            downloader = Downloader(
                limits: configuration.limits, caFile: configuration.caFile,
                proxies: try ProxyRules(configured: configuration.proxy, environment: environment))
        } catch {
            throw error.sourceError
        }
        return GitSource(
            configuration: configuration, state: folder("git", configuration.name), helper: Self.ownProgram,
            runner: runner, tarballs: TarballFetcher(downloader, limits: configuration.tarball),
            environment: environment)
    }

    private func channel(_ configuration: ChannelSourceConfiguration) throws -> ChannelSource {
        try ChannelSource(
            configuration: configuration, state: folder("channel", configuration.name), environment: environment,
            store: store, logger: logger)
    }

    private func overlay(_ configuration: OverlaySourceConfiguration) throws -> any PackageSource {
        let tagged = configuration.taggedIndex
        let parts = try configuration.parts.enumerated().map { index, part in
            let source = try source(part.source)
            return index == tagged ? source : FixedTag(source, tag: part.tag ?? .latest)
        }
        return OverlaySource.source(
            name: configuration.name, base: parts[0], overlays: Array(parts.dropFirst()), tagged: tagged)
    }

    private func script(_ configuration: ScriptSourceConfiguration) -> any PackageSource {
        let script = ScriptSource(configuration: configuration, runner: runner)
        return configuration.listsTags
            ? remembered(ListingScriptSource(script), configuration.lifetimes)
            : remembered(script, configuration.lifetimes)
    }

    /// This program itself, also when its file has been replaced meanwhile.
    private static let ownProgram: FilePath = "/proc/self/exe"

    /// A folder for one source's files.
    private func folder(_ kind: String, _ name: String) -> FilePath { state.appending(kind).appending(name) }

    private func remembered(_ remote: some RemoteSource, _ lifetimes: TagLifetimes) -> any PackageSource {
        TagMemory(remote, lifetimes: lifetimes, store: store, logger: logger)
    }
}
