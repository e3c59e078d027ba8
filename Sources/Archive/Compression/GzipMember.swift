/// gzip for files that people read with other programs.
package enum GzipMember {
    private static let level: Int32 = 6

    /// One member; members after each other are a gzip file of what they hold together. Blocks.
    package static func compress(_ bytes: [UInt8]) throws -> [UInt8] {
        let compressor = try GzipMemberCompressor(level: level)
        return try bytes.withUnsafeBytes { try compressor.compress($0).bytes }
    }
}
