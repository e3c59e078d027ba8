import Layering
package import Logging
import Nix
package import Storage

/// Records what images are made of, beside the builds: no build waits for it or fails with it.
package final class ImageRecorder: Sendable {
    private let store: any ObjectStore
    private let logger: Logger
    private let writes = BackgroundWrites()

    package init(store: any ObjectStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// Begins to record an image, unless there is a record of it.
    ///
    /// - Parameter key: the image key.
    func record(_ image: RecordedImage, key: String) {
        let isBegun = writes.begin { await self.write(image, key: key) }
        if !isBegun { logger.warning("an image was not recorded: the store is too slow") }
    }

    /// Waits for what is under way.
    func finish() async { await writes.finish() }

    private func write(_ image: RecordedImage, key: String) async {
        do {
            let records = RecordStore(store: store, memory: 0, logger: logger)
            _ = try await records.setIfAbsent(image, at: RecordedImage.key(key))
        } catch {
            logger.warning("an image was not recorded", metadata: ["reason": "\(error)"])
        }
    }
}

extension RecordedImage {
    /// - Parameter closure: every path that they refer to is one of them.
    init(closure: [PathInfo]) {
        let sorted = closure.sorted { $0.path < $1.path }
        let positions = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.path, $0) })
        self.init(
            packages: sorted.enumerated().map { position, info in
                let references = info.references.compactMap { positions[$0] }.filter { $0 != position }
                return Package(
                    name: StableName(name: info.path.packageName, version: info.path.version).name, size: info.narSize,
                    references: references)
            })
    }
}
