import Storage
import Synchronization

/// A large blob without any memory, and a count of what was taken of it.
final class CountedStream: Sendable {
    let size: Int64
    private let counted = Mutex<Int64>(0)
    private static let chunk = [UInt8](repeating: 1, count: 1 << 18)

    /// - Parameter size: a multiple of 256 KiB.
    init(size: Int64) { self.size = size }

    var taken: Int64 { counted.withLock { $0 } }

    var body: ObjectBody {
        ObjectBody(
            size: size, range: 0..<size,
            chunks: AsyncThrowingStream(unfolding: { [self] in
                counted.withLock { $0 += Int64(Self.chunk.count) }
                return Self.chunk
            }))
    }
}
