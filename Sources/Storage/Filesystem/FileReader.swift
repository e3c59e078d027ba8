import Synchronization
import SystemPackage

/// Hands out part of an open file in buffers, each read only when it is asked for.
final class FileReader: Sendable {
    /// The bytes to hand out, within the file.
    let range: Range<Int64>
    private let file: OpenDescriptor
    private let key: ObjectKey
    private let position: Mutex<Int64>

    init(file: OpenDescriptor, key: ObjectKey, range: Range<Int64>) {
        self.file = file
        self.key = key
        self.range = range
        position = Mutex(range.lowerBound)
    }

    /// The buffers; can be iterated once.
    func chunks(on threads: BlockingThreads) -> ObjectStream<[UInt8]> {
        ObjectStream { [self] in
            guard position.withLock({ $0 < range.upperBound }) else { return nil }
            return try await threads.run { () throws(StorageError) in try self.next() }
        }
    }

    /// The next buffer. Blocks.
    private func next() throws(StorageError) -> [UInt8] {
        let start = position.withLock { $0 }
        let count = Int(min(ObjectBody.chunkSize, range.upperBound - start))
        let bytes: [UInt8]
        do throws(Errno) { bytes = try SystemCall.read(file, count: count, at: start) } catch {
            throw StorageError(error, key: key.value, doing: "reading it")
        }
        guard !bytes.isEmpty else {
            throw StorageError(.failed, key: key.value, cause: "its file became shorter while it was read")
        }
        position.withLock { $0 = start + Int64(bytes.count) }
        return bytes
    }
}
