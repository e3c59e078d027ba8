package import Logging
import OCI
package import Storage
package import SystemPackage

/// The images that registries recorded in their store.
package struct RecordedImages: Sendable {
    private let store: any ObjectStore
    private let records: RecordStore
    private let progress: @Sendable (Int) -> Void

    /// - Parameter progress: takes how many were read, again and again.
    package init(store: any ObjectStore, logger: Logger, progress: @escaping @Sendable (Int) -> Void = { _ in }) {
        self.store = store
        self.progress = progress
        // Each is read once.
        records = RecordStore(store: store, memory: 0, logger: logger)
    }

    /// Reads all of them, several at a time, and hands them out by their keys; an unreadable one is left out with a warning.
    private func forEach(_ body: (RecordedImage) async throws -> Void) async throws {
        var count = 0
        try await BoundedTasks.inOrder(store.list(prefix: RecordedImage.prefix)) { object in
            try await records.getStored(RecordKey<RecordedImage>(object: object.key))
        } take: { image in
            guard let image, image.isValid else { return }
            try await body(image)
            count += 1
            progress(count)
        }
    }

    /// What to learn a table from.
    package func learningSet() async throws -> LearningSet {
        var packages = RecordedPackages()
        var images: [[Int]] = []
        try await forEach { images.append(packages.add($0)) }
        return LearningSet(graph: packages.graph, images: images)
    }

    /// Writes all of them to a file that ``ImageRequestFile`` reads, a line for each.
    ///
    /// - Returns: how many there are.
    package func export(to path: FilePath) async throws -> Int {
        var count = 0
        try await ResultFile.write(to: path) { file in
            try await forEach { image in
                try await file.write(CanonicalJSON.encode(image) + [UInt8(ascii: "\n")])
                count += 1
            }
        }
        return count
    }
}
