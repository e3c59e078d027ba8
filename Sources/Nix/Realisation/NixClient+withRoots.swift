extension NixClient {
    /// Runs `body` with a place for garbage collector roots: what is realised through the scope stays valid until `body` ends.
    package func withRoots<R>(_ body: (RootScope) async throws -> R) async throws -> R {
        let folder = try roots.makeScope()
        defer { FolderTools.removeLinks(in: folder) }
        return try await body(RootScope(client: self, folder: folder))
    }
}
