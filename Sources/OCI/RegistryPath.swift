/// A request path below `/v2/`, parsed into what it asks for (OCI distribution spec, "Endpoints").
package enum RegistryPath: Hashable, Sendable {
    /// `/v2/`: does this server speak the protocol?
    case version
    case manifest(ImageName, ImageReference)
    case blob(ImageName, Digest)
    case tags(ImageName)
    case referrers(ImageName, Digest)
    case catalog
    /// `…/blobs/uploads/…`: pushing, which this registry never takes.
    case upload

    /// Parses what follows `/v2/`, percent-decoded, without the query.
    ///
    /// The name is everything before the last endpoint word, so packages may be called `manifests` or `blobs`.
    /// - Throws: ``RegistryError`` with `NAME_INVALID`, `MANIFEST_UNKNOWN` (malformed tag or digest of a manifest),
    ///   `DIGEST_INVALID` (of a blob) or `NOT_FOUND` (no such endpoint).
    package init(_ path: some StringProtocol) throws(RegistryError) {
        let path = String(path)
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        switch parts.count {
        case 0...1 where path.isEmpty: self = .version
        case 1 where path == "_catalog": self = .catalog
        default: self = try RegistryPath.endpoint(parts, path: path)
        }
    }

    private static func endpoint(_ parts: [String], path: String) throws(RegistryError) -> RegistryPath {
        if isUpload(parts) { return .upload }
        guard parts.count >= 3 else { throw RegistryError(.notFound, "there is no '/v2/\(path)' here") }
        let last = parts[parts.count - 1]
        let name = { (dropping: Int) throws(RegistryError) -> ImageName in
            let text = parts.dropLast(dropping).joined(separator: "/")
            do throws(OCIError) { return try ImageName(text) } catch {
                throw RegistryError(.nameInvalid, error.description)
            }
        }
        switch parts[parts.count - 2] {
        case "manifests": return .manifest(try name(2), try reference(last))
        case "blobs": return .blob(try name(2), try digest(last))
        case "referrers": return .referrers(try name(2), try digest(last))
        case "tags" where last == "list": return .tags(try name(2))
        default: throw RegistryError(.notFound, "there is no '/v2/\(path)' here")
        }
    }

    /// `NAME/blobs/uploads`, with a session behind it or nothing but the slash. Only the end of the path counts: an image
    /// may be called `blobs/uploads`.
    private static func isUpload(_ parts: [String]) -> Bool {
        [2, 3].contains { parts.count > $0 && parts.suffix($0).prefix(2) == ["blobs", "uploads"] }
    }

    private static func reference(_ text: String) throws(RegistryError) -> ImageReference {
        do throws(OCIError) { return try ImageReference(text) } catch {
            throw RegistryError(.manifestUnknown, error.description)
        }
    }

    private static func digest(_ text: String) throws(RegistryError) -> Digest {
        do throws(OCIError) { return try Digest(text) } catch { throw RegistryError(.digestInvalid, error.description) }
    }
}
