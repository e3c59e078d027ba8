import SystemPackage

/// Where the object of a key lies below the store's `objects` folder, and back.
///
/// Each component of a key is a folder of its name; the last one is the object's file, whose name ends in `@`. No key
/// contains `@` or `+`, so the key `a` (file `a@`) and the key `a/b` (folder `a`) live side by side. A component can be
/// split over nested folders, each of which ends in `+` for "the text goes on below":
/// - after its second byte, when it is the last and at least 32 bytes long: hashes spread over 256 folders or more;
/// - after each further 200 bytes or a little more, because file names end at 255.
///
///     blobs/sha256/ab34…ef     objects/blobs/sha256/ab+/34…ef@
///     layers/7                 objects/layers/7@
struct FilesystemLayout: Sendable {
    /// The folder that all objects lie in.
    let objects: FilePath

    /// What one file name in the tree stands for.
    enum Entry: Equatable {
        /// An object; the text completes its key.
        case object(String)
        /// A folder of objects whose keys go on with the text.
        case folder(String)
    }

    /// The file of a key's object.
    func path(of key: ObjectKey) -> FilePath {
        var path = objects
        for name in FilesystemLayout.names(of: key) { path.append(name) }
        return path
    }

    /// What a name stands for; nil for names that no key leads to.
    static func entry(named name: String) -> Entry? {
        let text = name.dropLast()
        switch name.last {
        case "@" where ObjectKey.isText(text): return .object(String(text))
        case "+" where ObjectKey.isText(text): return .folder(String(text))
        default: return ObjectKey.isText(name) ? .folder("\(name)/") : nil
        }
    }

    private static let shardedLength = 32
    private static let shardLength = 2
    private static let pieceLength = 200

    private static func names(of key: ObjectKey) -> [String] {
        let components = key.value.split(separator: "/")
        let folders = components.dropLast().flatMap { names(of: pieces(of: $0, first: pieceLength), ending: "") }
        guard let last = components.last else { return folders }
        let first = last.utf8.count >= shardedLength ? shardLength : pieceLength
        return folders + names(of: pieces(of: last, first: first), ending: "@")
    }

    private static func names(of pieces: [Substring], ending: String) -> [String] {
        pieces.dropLast().map { "\($0)+" } + pieces.suffix(1).map { "\($0)\(ending)" }
    }

    private static func pieces(of component: Substring, first: Int) -> [Substring] {
        var pieces: [Substring] = []
        var rest = component
        while !rest.isEmpty {
            let length = pieces.isEmpty ? first : pieceLength
            // A last piece of one or two bytes could be `.` or `..`: it stays with the one before.
            let piece = rest.utf8.count <= length + 2 ? rest : rest.prefix(length)
            pieces.append(piece)
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}
