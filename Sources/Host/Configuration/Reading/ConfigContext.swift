import SystemPackage

/// What all sections of one reading share.
final class ConfigContext {
    let file: FilePath?
    let workingDirectory: FilePath
    let overrides: ConfigOverrides
    /// The user's own file of passwords, where there is one.
    let netrc: FilePath?
    var record = ConfigRecord()

    init(file: FilePath?, workingDirectory: FilePath, overrides: ConfigOverrides, netrc: FilePath?) {
        self.file = file
        self.workingDirectory = workingDirectory
        self.overrides = overrides
        self.netrc = netrc
    }

    /// A relative path means: beside the file that says it, otherwise in the working directory.
    func absolute(_ text: String, _ origin: ConfigOrigin) -> FilePath {
        var base = workingDirectory
        if case .file(let file, _) = origin { base = base.pushing(file.removingLastComponent()) }
        let path = base.pushing(FilePath(text))
        // Taking `..` away by spelling alone would be wrong behind a symbolic link.
        return path.components.contains { $0.kind == .parentDirectory } ? path : path.lexicallyNormalized()
    }
}
