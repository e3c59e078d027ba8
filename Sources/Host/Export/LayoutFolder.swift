import FoundationEssentials
import OCI
import SystemPackage

/// A folder that is, or becomes, an image layout.
struct LayoutFolder {
    private let path: FilePath

    init(_ path: FilePath) { self.path = path }

    /// Lets `body` write a layout, given the index so far. A new layout is written beside the path and renamed at the
    /// end; a layout that is there gets its new index last.
    func update(_ body: (FolderSink, LayoutIndex) async throws -> Void) async throws {
        if let index = try await present() {
            return try await body(FolderSink(path), index)
        }
        let partial = path.partial
        do {
            try await body(FolderSink(partial), LayoutIndex())
            try await Blocking.run(on: path) { [path] in try rename(partial, to: path) }
        } catch {
            try? FileManager.default.removeItem(atPath: partial.string)  // The first error says more.
            throw error
        }
    }

    /// The index of the layout that is there; nil when there is nothing, or an empty folder.
    private func present() async throws -> LayoutIndex? {
        try await Blocking.run(on: path) { [path] in
            let files = FileManager.default
            var isFolder = false
            guard files.fileExists(atPath: path.string, isDirectory: &isFolder) else { return nil }
            guard isFolder else { throw ExportError.notALayout(path) }
            if try files.contentsOfDirectory(atPath: path.string).isEmpty { return nil }
            guard files.fileExists(atPath: path.appending("oci-layout").string),
                let bytes = files.contents(atPath: path.appending("index.json").string),
                let index = try? CanonicalJSON.decode(LayoutIndex.self, from: bytes)  // Broken: not a layout.
            else { throw ExportError.notALayout(path) }
            return index
        }
    }
}
