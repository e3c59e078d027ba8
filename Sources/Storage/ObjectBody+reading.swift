extension ObjectBody {
    /// The bytes of ``range`` in one array, for objects known to be small.
    ///
    /// - Parameter limit: the most bytes to take.
    /// - Throws: ``StorageError`` of kind `failed` when there are more, or when the stream ends early.
    package func collect(upTo limit: Int = 16 << 20, of key: ObjectKey) async throws -> [UInt8] {
        guard range.count <= limit else {
            throw StorageError(
                .failed, key: key.value, cause: "it has \(range.count) bytes, over the limit of \(limit)")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        for try await chunk in chunks { bytes += chunk }
        guard bytes.count == range.count else {
            throw StorageError(.failed, key: key.value, cause: "it ended after \(bytes.count) of \(range.count) bytes")
        }
        return bytes
    }

    /// How many bytes a store hands out at a time.
    static let chunkSize: Int64 = 256 * 1024

    /// The part of an object that a read delivers: the one rule for every store.
    ///
    /// - Throws: ``StorageError`` of kind `outOfRange` when the range asked for starts at or after the object's end.
    static func resolve(
        _ asked: Range<Int64>?, size: Int64, key: ObjectKey
    ) throws(StorageError) -> Range<Int64> {
        guard let asked else { return 0..<size }
        guard asked.lowerBound >= 0, asked.lowerBound < size else {
            throw StorageError(.outOfRange, key: key.value, cause: "\(asked) of \(size) bytes")
        }
        return asked.clamped(to: 0..<size)
    }
}

extension ObjectStore {
    /// The whole of a small object; nil where there is none.
    ///
    /// - Parameter limit: the most bytes to take.
    /// - Throws: ``StorageError`` also where it is larger.
    package func readAll(_ key: ObjectKey, limit: Int = 64 << 20) async throws -> [UInt8]? {
        try await read(key, range: nil)?.collect(upTo: limit, of: key)
    }
}
