import Conformance
import Subprocess
import SystemPackage
import Testing

@testable import Host

/// A fresh folder with one file for a reader.
struct LayerFileFolder {
    let folder: FilePath
    var file: FilePath { folder.appending("file.json") }

    static func run(_ text: String = "", _ body: (LayerFileFolder) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let files = LayerFileFolder(folder: folder)
            try files.file.write(text)
            try await body(files)
        }
    }

    /// The file compressed by gzip, cut to some bytes.
    func compressed(cutTo count: Int? = nil) async throws -> FilePath {
        let result = try await Subprocess.run(
            .name("gzip"), arguments: ["-c", file.string], input: .none, output: .bytes(limit: 1 << 20),
            error: .discarded)
        let path = folder.appending("file.gz")
        let descriptor = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        _ = try descriptor.closeAfter {
            try descriptor.writeAll(result.standardOutput.prefix(count ?? result.standardOutput.count))
        }
        return path
    }

    var text: String {
        get async throws { String(decoding: try await LayerFile.read(file), as: UTF8.self) }
    }
}

/// A file's text and what is said about it.
struct FileFault: Sendable, CustomTestStringConvertible {
    let text: String
    let reason: String

    init(_ text: String, _ reason: String) {
        self.text = text
        self.reason = reason
    }

    var testDescription: String { reason }

    /// Reads it, and expects the sentence with the file's name.
    func expectRefusal<Value>(by read: (FilePath) async throws -> Value) async throws {
        try await LayerFileFolder.run(text) { files in
            let error = await #expect(throws: LayerFileError.self) { _ = try await read(files.file) }
            #expect(error?.description == "'\(files.file)' cannot be used: \(reason)")
        }
    }
}
