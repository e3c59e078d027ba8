/// Takes a listing page after page, as it is asked for. The service has the order of the names' bytes itself.
actor GCSListing {
    private let bucket: GCSBucket
    private let prefix: String
    private let pageSize: Int
    /// What is left of the page, its first object last.
    private var objects: [GCSObject] = []
    private var position = Position.start

    /// Which page comes next.
    private enum Position {
        case start
        case page(String)
        case end
    }

    /// - Parameter prefix: of names in the bucket.
    init(bucket: GCSBucket, prefix: String, pageSize: Int) {
        self.bucket = bucket
        self.prefix = prefix
        self.pageSize = pageSize
    }

    /// The next object, also one of another program or of an upload in progress.
    func next() async throws -> GCSObject? {
        while objects.isEmpty {
            try Task.checkCancellation()
            switch position {
            case .start: try await load(page: nil)
            case .page(let token): try await load(page: token)
            case .end: return nil
            }
        }
        return objects.popLast()
    }

    private func load(page token: String?) async throws {
        let request = bucket.list(prefix: prefix, page: token, limit: pageSize)
        let answer = try await bucket.send(bucket.place) { request }
        let page = try bucket.decode(GCSPage.self, answer, bucket.place)
        objects = (page.items ?? []).reversed()
        let next = page.nextPageToken.flatMap { $0.isEmpty ? nil : $0 }
        guard next == nil || next != token else {
            throw StorageError(.failed, key: bucket.place, cause: "the server lists the same page again and again")
        }
        position = next.map(Position.page) ?? .end
    }
}
