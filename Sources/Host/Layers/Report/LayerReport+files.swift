import OCI
package import SystemPackage

extension LayerReport {
    /// The report as one line of JSON, keys sorted.
    package var json: String {
        get throws { String(decoding: try CanonicalJSON.encode(self), as: UTF8.self) }
    }

    /// Writes the treemap to a file; a file that is there is replaced once the new one is whole.
    ///
    /// - Throws: ``ExportError``.
    package func draw(to file: FilePath) async throws {
        try await file.checkExportable()
        let drawing = Array(LayerDrawing(self).svg.utf8)
        try await ExportFile.replacing(file) { try await $0.write(drawing) }
    }
}

extension FilePath {
    /// Looks whether a file may be written there, so that nobody waits in vain.
    ///
    /// - Throws: ``ExportError``.
    package func checkExportable() async throws {
        try await Blocking.run(on: self) {
            try checkReplaceable(self)
            let folder = removingLastComponent()
            try FileDescriptor.open(folder.isEmpty ? "." : folder, .readOnly, options: .directory).close()
        }
    }
}
