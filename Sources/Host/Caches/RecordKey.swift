import Storage

/// The place of one kind of record in the object store, typed by what it holds.
struct RecordKey<Record: Codable & Sendable>: Sendable {
    let object: ObjectKey

    /// Takes a key that a listing gave.
    init(object: ObjectKey) { self.object = object }

    /// - Parameters:
    ///   - folder: the kind of record; carries the version of its format, so that formats never meet.
    ///   - name: a hash or a name that is unique within the kind.
    init(folder: String, name: String) throws(StorageError) {
        object = try ObjectKey("records/\(folder)/\(name)")
    }
}
