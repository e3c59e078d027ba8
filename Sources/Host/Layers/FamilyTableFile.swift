package import Layering
import OCI
package import SystemPackage

/// A ``FamilyTable`` as a file: versioned JSON with a line or a few for each family, so that two tables can be compared line by line.
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
        let levels = try table.levels.map { level in
            let families = try level.families.map {
                String(decoding: wrapped(try CanonicalJSON.encode($0)), as: UTF8.self)
            }
            return "{\"budget\":\(level.budget.layers),\"families\":[\n\(families.joined(separator: ",\n"))\n]}"
        }
        let drawn = table.areDrawn ? "\"drawn\":true," : ""
        let head = "{\"version\":\(version),\"images\":\(table.images),\(drawn)\"levels\":["
        return Array("\(head)\n\(levels.joined(separator: ",\n"))\n]}\n".utf8)
    }

    /// JSON with line ends after commas, where lines would be long.
    private static func wrapped(_ json: [UInt8]) -> [UInt8] {
        var lines: [UInt8] = []
        var (length, isText, isEscaped) = (0, false, false)
        for byte in json {
            lines.append(byte)
            length += 1
            if byte == UInt8(ascii: "\""), !isEscaped { isText.toggle() }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            guard byte == UInt8(ascii: ","), !isText, length > columns else { continue }
            lines.append(UInt8(ascii: "\n"))
            length = 0
        }
        return lines
    }

    /// Of a line, nearly.
    private static let columns = 100

    private static func table(_ bytes: [UInt8], of path: FilePath) throws -> FamilyTable {
        // The version first: another one may have other fields.
        let found = try LayerFile.decode(Head.self, from: bytes, of: path).version
        guard found == version else { throw FamilyTableError.wrongVersion(found) }
        let body = try LayerFile.decode(Body.self, from: bytes, of: path)
        guard body.images >= 0, body.levels.allSatisfy({ $0.families.allSatisfy { $0.seen >= 0 } }) else {
            throw LayerFileError(path, "it counts fewer than no images")
        }
        var levels: [FamilyTable.Level] = []
        for level in body.levels { levels.append(try level.value(path)) }
        return try FamilyTable(images: body.images, areDrawn: body.drawn ?? false, levels: levels)
    }

    private struct Head: Decodable {
        let version: Int
    }

    private struct Body: Decodable {
        let images: Int
        let drawn: Bool?
        let levels: [Level]
    }

    private struct Level: Decodable {
        let budget: Int
        let families: [FamilyTable.Family]

        func value(_ path: FilePath) throws -> FamilyTable.Level {
            do {
                return try FamilyTable.Level(budget: LayerBudget(budget), families: families)
            } catch let error as LayeringError {
                throw LayerFileError(path, "\(error)")
            }
        }
    }
}
