/// A page of a listing.
struct S3Page: Sendable {
    let root: XMLNode
    /// Where it begins, as parameters of the query; none for the first.
    let marker: [String: String]

    /// Where the next one begins; nil after the last.
    ///
    /// - Parameters:
    ///   - names: the elements that say it, by the parameters they become.
    ///   - listing: what is listed, for errors.
    /// - Throws: ``StorageError`` where there is more, and the service does not say where, or where this page was: that would not end.
    func next(_ names: [String: String], of listing: String) throws(StorageError) -> [String: String]? {
        guard root["IsTruncated"]?.text == "true" else { return nil }
        let next = names.compactMapValues { root[$0]?.text }.filter { !$0.value.isEmpty }
        guard !next.isEmpty, next != marker else {
            throw StorageError(.failed, key: listing, cause: "the server does not say where its listing goes on")
        }
        return next
    }
}
