package import Layering
import OCI
package import SystemPackage

/// A ``FamilyTable`` as a file: versioned JSON with one line per family, so that two tables can be compared line by line.
package enum FamilyTableFile {
    /// Of the format.
    private static let version = 1

    /// - Throws: ``LayerFileError`` that says what is wrong with the file.
    package static func read(_ path: FilePath) async throws -> FamilyTable {
        let bytes = try await LayerFile.read(path)
        do {
            return try await Blocking.run { try table(bytes, of: path) }
        } catch let error as FamilyTableError {
            throw LayerFileError(path, "\(error)")
        }
    }

    /// Replaces the file as a whole.
    package static func write(_ table: FamilyTable, to path: FilePath) async throws {
        try await LayerFile.write(try bytes(table), to: path)
    }

    /// The same bytes for equal tables.
    static func bytes(_ table: FamilyTable) throws -> [UInt8] {
        let families = try table.families.map { String(decoding: try CanonicalJSON.encode($0), as: UTF8.self) }
        let head = "{\"version\":\(version),\"images\":\(table.images),\"families\":["
        return Array("\(head)\n\(families.joined(separator: ",\n"))\n]}\n".utf8)
    }

    private static func table(_ bytes: [UInt8], of path: FilePath) throws -> FamilyTable {
        // The version first: another one may have other fields.
        let found = try LayerFile.decode(Head.self, from: bytes, of: path).version
        guard found == version else { throw FamilyTableError.wrongVersion(found) }
        let body = try LayerFile.decode(Body.self, from: bytes, of: path)
        guard body.images >= 0, body.families.allSatisfy({ $0.seen >= 0 }) else {
            throw LayerFileError(path, "it counts fewer than no images")
        }
        // Once more through the initialiser, which sorts.
        let families = body.families.map { FamilyTable.Family(packages: $0.packages, seen: $0.seen) }
        return try FamilyTable(images: body.images, families: families)
    }

    private struct Head: Decodable {
        let version: Int
    }

    private struct Body: Decodable {
        let images: Int
        let families: [FamilyTable.Family]
    }
}
