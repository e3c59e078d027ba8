import SystemPackage

extension GCSCredentials {
    /// The credentials that a configuration means; its file is read now.
    package static func load(_ configuration: GCSConfiguration) async throws -> GCSCredentials {
        guard let file = configuration.credentials else {
            return configuration.endpoint.hasPrefix("http://")
                ? .none : .metadataServer(host: configuration.metadataServer)
        }
        guard let bytes = try await SmallFile.read(file) else {
            throw StorageError(.failed, key: file.string, cause: "there is no such file of credentials")
        }
        return try parse(bytes, name: file.string)
    }
}
