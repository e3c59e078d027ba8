package import Logging
package import OCI
import Storage

extension ImageEngine {
    /// Forgets an image, so that the next request builds it anew from what its tag means then; layers stay.
    ///
    /// - Returns: whether there was one.
    package func forget(_ name: ImageName, tag: Tag, logger: Logger) async throws -> Bool {
        let request = ImageRequest(name, options: builder.options)
        let pinned = try await source.resolve(tag, logger: logger)
        let key = try request.imageKey(revision: pinned.revision, annotations: builder.options.annotations)
        guard try await builder.records.getStored(ImageRecord.key(key)) != nil else { return false }
        try await builder.records.remove(ImageRecord.key(key))
        return true
    }

    /// Forgets every image.
    ///
    /// - Returns: how many there were.
    package func forgetAll() async throws -> Int {
        var count = 0
        for try await object in builder.store.list(prefix: "records/images/") {
            try await builder.store.delete(object.key)
            count += 1
        }
        return count
    }
}
