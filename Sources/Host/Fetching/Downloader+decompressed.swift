import Archive

extension Downloader {
    /// A file's bytes, decompressed where they are gzip, xz, zstd or bzip2.
    ///
    /// - Parameter maximumBytes: of the file, and of what it decompresses to.
    package func getDecompressed(_ address: FetchAddress, maximumBytes: Int) async throws -> [UInt8] {
        let bytes = try await get(address, maximumBytes: maximumBytes)
        do {
            return try await Blocking.run { try CompressedData.decompress(bytes, maximumBytes: maximumBytes) }
        } catch UnpackingError.tooManyBytes {
            throw FetchError.tooLarge(address, limit: Int64(maximumBytes))
        } catch UnpackingError.damaged(let cause) {
            throw FetchError.unavailable(address, reason: "it does not decompress: \(cause)")
        }
    }
}
