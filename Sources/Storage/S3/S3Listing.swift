/// The objects of a bucket whose names begin with a prefix, page by page.
///
/// `@unchecked Sendable`: the stream over it asks for one object after the other.
final class S3Listing: @unchecked Sendable {
    typealias Entry = (name: String, size: Int64, modified: Int64)

    private let client: S3Client
    private let prefix: String
    /// What is left of the page, the next one last.
    private var page: [Entry] = []
    /// Where the next page begins; nil after the last.
    private var marker: [String: String]? = [:]
    private var last: String?

    init(client: S3Client, prefix: String) {
        self.client = client
        self.prefix = prefix
    }

    /// The next object; nil at the end.
    func next() async throws -> Entry? {
        try Task.checkCancellation()
        while page.isEmpty, let marker { try await load(marker) }
        guard let entry = page.popLast() else { return nil }
        if let last, !last.utf8.lexicographicallyPrecedes(entry.name.utf8) {
            throw StorageError(.failed, key: prefix, cause: "the server does not list in the order of bytes")
        }
        last = entry.name
        return entry
    }

    private func load(_ marker: [String: String]) async throws {
        let query = ["list-type": "2", "prefix": prefix].merging(marker) { first, _ in first }
        let call = S3Call(method: .get, query: query.map { ($0, $1) })
        let response = try await client.send(call, about: prefix)
        if let answer = S3Answer(response) { throw answer.storageError(prefix) }
        guard let root = XMLNode(response.body), root.name == "ListBucketResult" else { throw misread }
        page = try root.children.filter { $0.name == "Contents" }.map(entry).reversed()
        self.marker = try S3Page(root: root, marker: marker)
            .next(["continuation-token": "NextContinuationToken"], of: prefix)
    }

    private func entry(_ node: XMLNode) throws -> Entry {
        guard let name = node["Key"]?.text, let size = node["Size"].flatMap({ Int64($0.text) }),
            let modified = node["LastModified"].flatMap({ CloudTime.parseISO($0.text) })
        else { throw misread }
        return (name, size, modified)
    }

    private var misread: StorageError {
        StorageError(.failed, key: prefix, cause: "the server's listing cannot be read")
    }
}
