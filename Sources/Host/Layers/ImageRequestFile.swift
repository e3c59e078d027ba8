import OCI
package import SystemPackage

/// Images as files, plain or compressed with gzip, in one of two forms:
///
/// - requests for images of a package set that another file describes: `{"requests":[{"id","roots":[name]}]}`;
/// - what a registry recorded (`nixery layers requests`): an object per line, as ``RecordedImage``.
package enum ImageRequestFile: Sendable {
    case requests([Request])
    case recorded([RecordedImage])

    /// What one image is asked to hold.
    package struct Request: Hashable, Sendable {
        package let id: String
        /// Names or store paths of packages.
        package let roots: [String]
    }

    /// - Parameter rootsKey: the field of a request that names its packages.
    /// - Throws: ``LayerFileError`` that says what is wrong with the file.
    package static func read(_ path: FilePath, rootsKey: String = "roots") async throws -> ImageRequestFile {
        let bytes = try await LayerFile.read(path)
        return try await Blocking.run {
            let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            return isRecord(lines.first { !$0.allSatisfy(LayerFile.isSpace) } ?? [])
                ? .recorded(try recorded(lines, path)) : .requests(try requests(bytes, path, rootsKey))
        }
    }

    /// A log has an object in its first line; a document that begins there goes on in the next one, or has requests.
    private static func isRecord(_ line: some Sequence<UInt8>) -> Bool {
        let fields = try? CanonicalJSON.decode([String: Anything].self, from: line)  // Else it is no object.
        return fields.map { $0["requests"] == nil } ?? false
    }

    private static func recorded(_ lines: [ArraySlice<UInt8>], _ path: FilePath) throws(LayerFileError)
        -> [RecordedImage]
    {
        var images: [RecordedImage] = []
        for (index, line) in lines.enumerated() where !line.allSatisfy(LayerFile.isSpace) {
            let image = try LayerFile.decode(RecordedImage.self, from: line, of: path, line: index + 1)
            guard image.isValid else {
                throw LayerFileError(
                    path, "line \(index + 1): a reference leads out of the image, or a size is not from 0 to 1 PiB")
            }
            images.append(image)
        }
        return images
    }

    private static func requests(
        _ bytes: [UInt8], _ path: FilePath, _ rootsKey: String
    ) throws(LayerFileError) -> [Request] {
        var requests: [Request] = []
        var ids: Set<String> = []
        for fields in try LayerFile.decode(Document.self, from: bytes, of: path).requests {
            guard ids.insert(fields.id).inserted else {
                throw LayerFileError(path, "it has the request '\(fields.id)' twice")
            }
            guard let roots = fields.lists[rootsKey] else {
                throw LayerFileError(path, "the request '\(fields.id)' has no list '\(rootsKey)'")
            }
            requests.append(Request(id: fields.id, roots: roots))
        }
        return requests
    }

    private struct Document: Decodable {
        let requests: [Fields]
    }

    /// A request: its id, and every field that is a list of texts.
    private struct Fields: Decodable {
        let id: String
        let lists: [String: [String]]

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            id = try container.decode(String.self, forKey: Key("id"))
            // Fields of other types are nobody's roots.
            let lists = container.allKeys.map { ($0.stringValue, try? container.decode([String].self, forKey: $0)) }
            self.lists = Dictionary(uniqueKeysWithValues: lists).compactMapValues(\.self)
        }

        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(_ text: String) { stringValue = text }
            init?(stringValue: String) { self.init(stringValue) }
            init?(intValue: Int) { nil }
        }
    }
}
