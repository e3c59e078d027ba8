package import OCI

/// The uncompressed bytes of a layer blob, piece by piece as they are asked for. Can be iterated once.
///
/// - Throws: ``ArchiveError/corruptLayer(_:)`` for bytes that do not decompress or that end too early, or what the source
///   throws.
package struct LayerReader<Source: AsyncSequence>: AsyncSequence where Source.Element == [UInt8] {
    package typealias Element = [UInt8]

    private let source: Source
    private let mediaType: MediaType

    /// - Parameter mediaType: of the blob; a type that is not one of a layer fails at the first piece.
    package init(_ source: Source, mediaType: MediaType) {
        self.source = source
        self.mediaType = mediaType
    }

    package func makeAsyncIterator() -> Iterator { Iterator(source.makeAsyncIterator(), mediaType: mediaType) }

    package struct Iterator: AsyncIteratorProtocol {
        private var source: Source.AsyncIterator
        private let mediaType: MediaType
        private var decoder: (any LayerDecoder)?
        private var input: [UInt8] = []
        private var offset = 0

        fileprivate init(_ source: Source.AsyncIterator, mediaType: MediaType) {
            self.source = source
            self.mediaType = mediaType
        }

        package mutating func next() async throws -> [UInt8]? {
            let decoder = try self.decoder ?? mediaType.makeLayerDecoder()
            self.decoder = decoder
            while true {
                let output = try decode(with: decoder)
                if !output.isEmpty { return output }
                guard offset == input.count else { throw ArchiveError.corruptLayer("it does not decompress") }
                guard let more = try await source.next() else { break }
                (input, offset) = (more, 0)
            }
            guard decoder.isComplete else { throw ArchiveError.corruptLayer("it ends too early") }
            return nil
        }

        /// One piece of output; empty when more input is needed.
        private mutating func decode(with decoder: any LayerDecoder) throws -> [UInt8] {
            try [UInt8](unsafeUninitializedCapacity: layerPieceSize) { output, count in
                var step = DecodingStep(consumed: 0, produced: 0)
                repeat {
                    step = try input.withUnsafeBytes { bytes in
                        try decoder.decode(
                            UnsafeRawBufferPointer(rebasing: bytes[offset...]),
                            into: UnsafeMutableRawBufferPointer(output))
                    }
                    offset += step.consumed
                } while step.produced == 0 && step.consumed > 0 && offset < input.count
                count = step.produced
            }
        }
    }
}

/// Bytes of the pieces that a reader hands out, at most.
private let layerPieceSize = 256 << 10

extension MediaType {
    fileprivate func makeLayerDecoder() throws(ArchiveError) -> any LayerDecoder {
        switch self {
        case .ociLayer, .dockerLayer: CopyingDecoder()
        case .ociLayerGzip, .dockerLayerGzip: try GzipDecoder()
        case .ociLayerZstd: try ZstdDecoder()
        default: throw .corruptLayer("'\(rawValue)' is not the media type of a layer")
        }
    }
}
