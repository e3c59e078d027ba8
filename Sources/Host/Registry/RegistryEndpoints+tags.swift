import HTTPTypes
import Hummingbird
import HummingbirdCore
import OCI

extension RegistryEndpoints {
    /// The tags that an image can be asked for (OCI distribution spec, "Listing Tags").
    ///
    /// A source that cannot list its tags answers with `latest` alone: every source takes it, and tools that look before
    /// they pull go on.
    func tags(_ name: ImageName, _ request: Request, _ context: RegistryContext) async throws -> Response {
        let page = try ListPage(request.uri.queryParameters)
        let known = try await provider.tags(name, logger: context.logger) ?? [.latest]
        let (tags, next) = page.cut(known.map(\.value))
        var response = json(try CanonicalJSON.encode(TagList(name: name.description, tags: tags)))
        if let next { response.headers[text: "Link"] = "</v2/\(name)/tags/list?\(next)>; rel=\"next\"" }
        return response
    }
}

extension RegistryEndpoints {
    /// The names of the images that were built, where the operator allows it. Every other combination of packages is a
    /// name, too, so this is never a list of what can be had.
    func catalog(_ request: Request) async throws -> Response {
        guard configuration.catalog else {
            return RegistryError(.unsupported, "this registry has its catalogue switched off")
                .response(status: .notFound)
        }
        let (names, next) = try ListPage(request.uri.queryParameters).cut(try await provider.builtNames())
        var response = json(try CanonicalJSON.encode(Catalog(repositories: names)))
        if let next { response.headers[text: "Link"] = "</v2/_catalog?\(next)>; rel=\"next\"" }
        return response
    }
}

private struct Catalog: Encodable {
    let repositories: [String]
}

private struct TagList: Encodable {
    let name: String
    let tags: [String]
}

/// Which part of a list a request asks for.
struct ListPage: Hashable, Sendable {
    /// At most so many; nil for all.
    var limit: Int?
    /// Only those that come after it.
    var last: String?

    init(limit: Int? = nil, last: String? = nil) {
        self.limit = limit
        self.last = last
    }

    /// - Throws: ``RegistryError`` with `BAD_REQUEST` when `n` is no number of tags.
    init(_ query: FlatDictionary<Substring, Substring>) throws {
        if let text = query["n"] {
            guard let number = Int(text), number >= 0 else {
                throw RegistryError(.badRequest, "'n' must be a number, 0 or more")
            }
            limit = number
        }
        last = query["last"].map(String.init)
    }

    /// The page in the order of bytes, and the query of the next one; nil where this is the end.
    func cut(_ names: [String]) -> (page: [String], next: String?) {
        let sorted = Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let rest = sorted.filter { name in last.map { $0.utf8.lexicographicallyPrecedes(name.utf8) } ?? true }
        guard let limit else { return (rest, nil) }
        let page = Array(rest.prefix(limit))
        guard let end = page.last, rest.count > page.count else { return (page, nil) }
        return (page, "n=\(limit)&last=\(end)")
    }
}
