import FoundationEssentials
import SystemPackage
import Testing

@testable import Host

/// A fresh folder with a package set `pk` and a configuration file, removed when the body has ended.
struct ConfigurationFixture {
    let folder: FilePath

    var file: FilePath { folder.appending("nixery.yaml") }
    var packages: FilePath { folder.appending("pk") }

    static func with<Value>(_ yaml: String? = nil, _ body: (ConfigurationFixture) throws -> Value) throws -> Value {
        let name = "nixery-configuration-\(UUID().uuidString)"
        let fixture = ConfigurationFixture(
            folder: FilePath(FileManager.default.temporaryDirectory.path).appending(name))
        let packages = fixture.packages.string
        try FileManager.default.createDirectory(atPath: packages, withIntermediateDirectories: true)
        defer {
            // What is left in the temporary folder harms nobody.
            try? FileManager.default.removeItem(atPath: fixture.folder.string)
        }
        try write("{}\n", to: fixture.packages.appending("default.nix"))
        if let yaml { try write(yaml, to: fixture.file) }
        return try body(fixture)
    }

    static func write(_ text: String, to path: FilePath) throws {
        try write(bytes: Array(text.utf8), to: path)
    }

    static func write(bytes: [UInt8], to path: FilePath) throws {
        try Data(bytes).write(to: URL(filePath: path.string))
    }

    /// An executable in the package set's folder.
    @discardableResult
    func addProgram(_ name: String) throws -> FilePath {
        let program = packages.appending(name)
        try Self.write("#!/bin/sh\n", to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.string)
        return program
    }

    /// Loads the fixture's file, when there is one, with nothing of this process's environment.
    func load(
        _ environment: [String: String] = [:], flags: [ConfigurationFlag] = [], isRoot: Bool = true
    ) throws(ConfigurationError) -> LoadedConfiguration {
        let exists = FileManager.default.fileExists(atPath: file.string)
        return try ConfigurationLoader(
            file: exists ? file : nil, flags: flags, environment: environment, workingDirectory: folder, isRoot: isRoot
        ).load()
    }

    /// The source that is loaded.
    func source(_ environment: [String: String] = [:], flags: [ConfigurationFlag] = []) throws -> SourceConfiguration {
        try load(environment, flags: flags).configuration.source
    }

    /// The sentence that loading ends with, without the file's folder; nil when it succeeds.
    func sentence(_ environment: [String: String] = [:], flags: [ConfigurationFlag] = []) -> String? {
        do {
            _ = try load(environment, flags: flags)
            return nil
        } catch {
            return error.description.replacing(folder.string + "/", with: "")
        }
    }
}

extension SourceConfiguration {
    /// The path source that a test expects.
    func asPath() throws -> PathSourceConfiguration {
        let source: PathSourceConfiguration? = if case .path(let source) = self { source } else { nil }
        return try #require(source)
    }
}
