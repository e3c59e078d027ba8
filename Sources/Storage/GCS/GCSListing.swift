/// Takes a listing page after page, as it is asked for. The service has the order of the names' bytes itself.
actor GCSListing {
    private let bucket: GCSBucket
    private let prefix: String
    private let pageSize: Int
    /// What is left of the page, its first entry last.
    private var entries: [ObjectInfo] = []
    private var position = Position.start

    /// Which page comes next.
    private enum Position {
        case start
        case page(String)
        case end
    }

    init(bucket: GCSBucket, prefix: String, pageSize: Int) {
        self.bucket = bucket
        self.prefix = prefix
        self.pageSize = pageSize
    }

    func next() async throws -> ObjectInfo? {
        while entries.isEmpty {
            try Task.checkCancellation()
            switch position {
            case .start: try await load(page: nil)
            case .page(let token): try await load(page: token)
            case .end: return nil
            }
        }
        return entries.popLast()
    }

    private func load(page: String?) async throws {
        let request = bucket.list(prefix: bucket.prefix + prefix, page: page, limit: pageSize)
        let answer = try await bucket.send(bucket.place) { request }
        let page = try bucket.decode(GCSPage.self, answer, bucket.place)
        entries = (page.items ?? []).reversed().compactMap(info)
        position = page.nextPageToken.map(Position.page) ?? .end
    }

    /// nil for what is no object of ours: names of uploads in progress, and of other programs.
    private func info(_ object: GCSObject) -> ObjectInfo? {
        // A name that is no key is just that.
        guard let key = try? ObjectKey(String(object.name.dropFirst(bucket.prefix.count))) else { return nil }
        return ObjectInfo(key: key, size: object.size, modified: object.updated)
    }
}
