import OCI

extension ImageRequest {
    /// Names the image: all that decides its bytes but how they are grouped and packed, so that a built image keeps its
    /// digest when the operator changes strategy, budget or compression.
    ///
    /// - Parameters:
    ///   - annotations: as the manifest has them. They may move while the packages stay: a commit that changes none.
    ///   - created: the time that the configuration shows; nil for the epoch.
    func imageKey(revision: String, annotations: [String: String], created: String?) throws -> String {
        var key = CacheKey("image/1")
        key.add(revision)
        key.add(platform.nixSystem)
        key.add(packages)
        key.add(basePackages)
        key.add(optionalPackages)
        key.add(String(decoding: try CanonicalJSON.encode(metaPackages), as: UTF8.self))
        key.add(Essentials.version)
        for (name, value) in annotations.sorted(by: { $0.key < $1.key }) { key.add([name, value]) }
        if let created { key.add(["created", created]) }
        return key.finish()
    }
}

/// Names the contents of a layer: its members and how they are packed.
enum LayerKey {
    static func storePaths(_ paths: [String], format: String) -> String {
        var key = CacheKey("layer/1")
        key.add(format)
        key.add(paths)
        return key.finish()
    }

    /// - Parameter packages: the store paths of the linked packages, in order.
    static func links(_ packages: [String], format: String) -> String {
        var key = CacheKey("links/1")
        key.add(format)
        key.add(Essentials.version)
        key.add(packages)
        return key.finish()
    }
}
