internal import OCI

/// Decompresses a stream step by step. Has state of its own; used by one task at a time.
protocol LayerDecoder: AnyObject {
    /// Takes from `input` and fills `output` as far as either goes.
    func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(ArchiveError) -> DecodingStep

    /// Whether the stream may end here.
    var isComplete: Bool { get }
}

/// How far one call of a decoder went, in bytes.
struct DecodingStep: Sendable {
    let consumed: Int
    let produced: Int
}

/// For layers that are not compressed.
final class CopyingDecoder: LayerDecoder {
    let isComplete = true

    func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> DecodingStep {
        let count = min(input.count, output.count)
        output.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[..<count]))
        return DecodingStep(consumed: count, produced: count)
    }
}
