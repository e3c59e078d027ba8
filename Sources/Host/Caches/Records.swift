import Archive
import Nix
import OCI

/// What one attribute of one revision is, for one system: true for ever.
enum AttributeRecord: Codable, Sendable {
    case found(EvaluatedPackage)
    case notFound(near: [String])
    case failed(EvaluationFailure)

    static func key(revision: String, system: String, name: String) throws -> RecordKey<AttributeRecord> {
        var key = CacheKey("attribute/1")
        key.add(revision)
        key.add(system)
        key.add(name)
        return try RecordKey(folder: "attributes", name: key.finish())
    }
}

/// The closure of an output path: one object, so that a known package costs one read.
struct ClosureRecord: Codable, Sendable {
    let paths: [PathInfo]

    static func key(_ path: StorePath) throws -> RecordKey<ClosureRecord> {
        try RecordKey(folder: "closures", name: path.recordName)
    }
}

/// The files of an output path, for the link layer.
struct TreeRecord: Codable, Sendable {
    let tree: FileTree

    static func key(_ path: StorePath) throws -> RecordKey<TreeRecord> {
        try RecordKey(folder: "trees", name: path.recordName)
    }
}

/// The blob that was stored for a layer key; the first one stored is the layer.
struct LayerRecord: Codable, Sendable, Hashable {
    let layer: PackedLayer

    static func key(_ layerKey: String) throws -> RecordKey<LayerRecord> {
        try RecordKey(folder: "layers", name: layerKey)
    }
}

/// Which layer key a blob was stored for.
struct OriginRecord: Codable, Sendable {
    let layerKey: String

    static func key(_ blob: Digest) throws -> RecordKey<OriginRecord> {
        try RecordKey(folder: "origins", name: blob.hex)
    }
}

/// A built image: its manifests and every blob that they name.
struct ImageRecord: Codable, Sendable, Hashable {
    let oci: Digest
    let docker: Digest?
    let blobs: [Digest]
    /// What it was first built for, and the revision as people call it: for listings.
    let name: String
    let tag: String
    let revision: String

    static func key(_ imageKey: String) throws -> RecordKey<ImageRecord> {
        try RecordKey(folder: "images", name: imageKey)
    }
}

extension StorePath {
    /// The hash alone names a store path; the name behind it may hold characters that a key may not.
    fileprivate var recordName: String { hash }
}
