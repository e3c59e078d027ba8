/// Everything that an operator can decide; one part per concern.
///
/// Read by ``ConfigurationLoader`` from a YAML file, environment variables and flags. The keys are documented where
/// each part is read, in its `+ConfigReader` file.
package struct NixeryConfiguration: Hashable, Sendable {
    package var server = ServerConfiguration()
    package var source: SourceConfiguration
    package var storage: StorageConfiguration
    package var layering = LayeringConfiguration()
    package var compression = CompressionConfiguration()
    package var images = ImageOptions()
    package var nix = NixConfiguration()
    package var cache = CacheConfiguration()
    package var collecting = CollectingConfiguration()

    package init(source: SourceConfiguration, storage: StorageConfiguration) {
        self.source = source
        self.storage = storage
    }
}
