package import Logging
import OCI
package import Storage
package import SystemPackage

/// The images that registries recorded in their store.
package struct RecordedImages: Sendable {
    private let store: any ObjectStore
    private let records: RecordStore

    package init(store: any ObjectStore, logger: Logger) {
        self.store = store
        // Each is read once.
        records = RecordStore(store: store, memory: 0, logger: logger)
    }

    /// All of them, by their keys; an unreadable one is left out with a warning.
    private func all() async throws -> [RecordedImage] {
        let images = try await BoundedTasks.map(store.list(prefix: RecordedImage.prefix)) { object in
            try await records.getStored(RecordKey<RecordedImage>(object: object.key)).map { (object.key, $0) }
        }
        return images.filter { $1.isValid }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// What to learn a table from.
    package func learningSet() async throws -> LearningSet { LearningSet(try await all()) }

    /// Writes all of them to a file that ``ImageRequestFile`` reads, a line for each.
    ///
    /// - Returns: how many there are.
    package func export(to path: FilePath) async throws -> Int {
        let images = try await all()
        let lines = try images.map { try CanonicalJSON.encode($0) + [UInt8(ascii: "\n")] }
        try await LayerFile.write(Array(lines.joined()), to: path)
        return images.count
    }
}
