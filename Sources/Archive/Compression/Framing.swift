internal import CZlib

/// What stands before and after the chunks of a layer: nothing where each chunk is complete by itself, else the header and
/// trailer of the one gzip member (RFC 1952, section 2.3).
struct Framing: Sendable {
    private let isOneMember: Bool
    private var checksum: UInt = 0
    private var size: UInt32 = 0

    init(_ compression: Compression) {
        isOneMember = if case .gzip(_, .one) = compression { true } else { false }
    }

    /// Magic number, deflate, no flags, no time, no extra flags, unknown system.
    var head: [UInt8] { isOneMember ? [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255] : [] }

    /// Counts a chunk in.
    mutating func add(_ block: CompressedBlock) {
        guard isOneMember else { return }
        checksum = crc32_combine(checksum, UInt(block.checksum), block.inputSize)
        size &+= UInt32(truncatingIfNeeded: block.inputSize)
    }

    /// An empty last block, then the checksum and the size of the contents.
    var tail: [UInt8] {
        isOneMember ? [3, 0] + littleEndian(UInt32(truncatingIfNeeded: checksum)) + littleEndian(size) : []
    }

    private func littleEndian(_ value: UInt32) -> [UInt8] {
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
