import Storage

/// What one image was made of, for learning how to group packages: names and sizes only, nothing about who asked for it, when,
/// or at which revision.
package struct RecordedImage: Codable, Hashable, Sendable {
    /// The image's closure.
    let packages: [Package]

    /// One store path, without its hash and version.
    struct Package: Codable, Hashable, Sendable {
        let name: String
        /// Bytes of the NAR serialisation.
        let size: Int64
        /// Positions in ``RecordedImage/packages``, ascending, without its own.
        let references: [Int]
    }

    /// Whether the references stay within the image and the sizes within ``PackageLimits``.
    var isValid: Bool {
        PackageLimits.areValid(sizes: packages.lazy.map(\.size))
            && packages.allSatisfy { $0.references.allSatisfy(packages.indices.contains) }
    }

    /// Where the records lie, one for each image. They outlive it: `nixery gc` removes them by their age.
    static let prefix = "records/requests/"

    /// - Parameter imageKey: of the image that was built. Only its hash is kept.
    static func key(_ imageKey: String) throws -> RecordKey<RecordedImage> {
        var key = CacheKey("request/1")
        key.add(imageKey)
        return try RecordKey(folder: "requests", name: key.finish())
    }
}
