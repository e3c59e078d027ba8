import SystemPackage
import Yams

/// A configuration file's YAML as nodes that know their lines.
struct ConfigDocument {
    /// nil for an empty file, or none.
    let root: Node?
    let file: FilePath?

    /// No file: everything is default, variable or flag.
    static var empty: ConfigDocument { ConfigDocument(root: nil, file: nil) }

    private static let maximumBytes = 1 << 20

    /// - Throws: ``ConfigurationError`` when the file cannot be read or is not YAML.
    static func read(_ file: FilePath) throws(ConfigurationError) -> ConfigDocument {
        try ConfigDocument(yaml: try text(of: file), file: file)
    }

    init(yaml: String, file: FilePath) throws(ConfigurationError) {
        self.file = file
        do {
            // Only text is wanted: the default resolver's regular expressions would load ICU for nothing.
            root = try Yams.compose(yaml: yaml, .basic)
        } catch let error as YamlError {
            throw Self.map(error, in: file)
        } catch {
            throw ConfigurationError(.syntax("\(error)"), at: .file(file, line: nil))
        }
    }

    private init(root: Node?, file: FilePath?) {
        self.root = root
        self.file = file
    }

    private static func map(_ error: YamlError, in file: FilePath) -> ConfigurationError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ConfigurationError(.syntax("not YAML: \(problem)"), at: .file(file, line: mark.line))
        case .duplicatedKeysInMapping(let keys, let context):
            ConfigurationError(
                .duplicateKey(keys.joined(separator: ", ")), at: .file(file, line: context.mark.line))
        case .reader(let problem, _, _, _):
            ConfigurationError(.syntax("not YAML: \(problem)"), at: .file(file, line: nil))
        default: ConfigurationError(.syntax("not YAML: \(error)"), at: .file(file, line: nil))
        }
    }

    private static func text(of file: FilePath) throws(ConfigurationError) -> String {
        func unreadable(_ reason: String) -> ConfigurationError {
            ConfigurationError(.unreadable(reason: reason), at: .file(file, line: nil))
        }
        let bytes: [UInt8]
        do {
            bytes = try contents(of: file)
        } catch {
            throw unreadable("\(error)")
        }
        guard bytes.count <= maximumBytes else { throw unreadable("it is larger than 1 MiB") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw unreadable("it is not UTF-8") }
        return text
    }

    /// The file's bytes, at most one more than allowed.
    private static func contents(of file: FilePath) throws -> [UInt8] {
        let descriptor = try FileDescriptor.open(file, .readOnly)
        return try descriptor.closeAfter {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while bytes.count <= maximumBytes {
                let count = try buffer.withUnsafeMutableBytes { try descriptor.read(into: $0) }
                guard count > 0 else { break }
                bytes += buffer[..<count]
            }
            return bytes
        }
    }
}
