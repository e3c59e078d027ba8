package import Logging
package import OCI
import Storage

extension ImageEngine {
    /// Forgets an image, so that the next request builds it anew; its layers stay.
    ///
    /// - Parameter tag: forget what it means now; nil forgets the name's images of every tag and revision.
    /// - Returns: how many there were.
    package func forget(_ name: ImageName, tag: Tag?, logger: Logger) async throws -> Int {
        let request = ImageRequest(name, options: builder.options)
        guard let tag else { return try await forget { self.request($0) == request } }
        let pinned = try await source.resolve(tag, logger: logger)
        let key = try ImageRecord.key(imageKey(request, pinned, origin(of: name, tag: tag, pinned)))
        guard try await builder.records.getStored(key) != nil else { return 0 }
        try await builder.records.remove(key)
        return 1
    }

    /// Forgets every image.
    ///
    /// - Returns: how many there were.
    package func forgetAll() async throws -> Int { try await forget { _ in true } }

    /// The names of the images that are remembered, each as it was first asked for.
    package func builtNames() async throws -> [String] {
        Array(Set(try await eachRecord { _, record in record.name }))
    }

    private func forget(_ isMeant: @escaping @Sendable (ImageRecord) -> Bool) async throws -> Int {
        try await eachRecord { key, record -> Void? in
            isMeant(record) ? try await self.builder.records.remove(key) : nil
        }.count
    }

    /// Runs `work` on every image's record; the results that are not nil.
    private func eachRecord<Result: Sendable>(
        _ work: @escaping @Sendable (RecordKey<ImageRecord>, ImageRecord) async throws -> Result?
    ) async throws -> [Result] {
        try await BoundedTasks.map(builder.store.list(prefix: "records/images/")) { object in
            let key = RecordKey<ImageRecord>(object: object.key)
            guard let record = try await self.builder.records.getStored(key) else { return nil }
            return try await work(key, record)
        }
    }

    /// What the name of a recorded image asks for; nil when it is no name any more.
    private func request(_ record: ImageRecord) -> ImageRequest? {
        guard let name = try? ImageName(record.name) else { return nil }  // As the summary says.
        return ImageRequest(name, options: builder.options)
    }
}
