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
        try await LayerFile.write(Array(LayerDrawing(self).svg.utf8), to: file)
    }
}
