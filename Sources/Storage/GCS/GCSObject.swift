import OCI

/// An object as the JSON API describes it (<https://cloud.google.com/storage/docs/json_api/v1/objects>).
struct GCSObject: Decodable, Sendable {
    let name: String
    let size: Int64
    /// Changes whenever the object's bytes are replaced.
    let generation: Int64
    /// Seconds since the epoch.
    let updated: Int64
    /// What the writer of the object called this write; nil for objects of other programs.
    let write: String?

    /// The parts of it that we ask for.
    static let fields = "name,size,generation,updated,metadata"
    /// The name in the object's metadata under which ``write`` is kept.
    static let writeLabel = "nixery-write"

    private enum CodingKeys: String, CodingKey { case name, size, generation, updated, metadata }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func number(_ key: CodingKeys) throws -> Int64 {
            guard let number = Int64(try values.decode(String.self, forKey: key)) else {
                throw DecodingError.dataCorruptedError(forKey: key, in: values, debugDescription: "not a number")
            }
            return number
        }
        name = try values.decode(String.self, forKey: .name)
        size = try number(.size)
        generation = try number(.generation)
        guard let updated = CloudTime.parseISO(try values.decode(String.self, forKey: .updated)) else {
            throw DecodingError.dataCorruptedError(forKey: .updated, in: values, debugDescription: "not a time")
        }
        self.updated = updated
        write = try values.decodeIfPresent([String: String].self, forKey: .metadata)?[Self.writeLabel]
    }
}

/// A page of a listing.
struct GCSPage: Decodable {
    let items: [GCSObject]?
    let nextPageToken: String?

    static let fields = "items(\(GCSObject.fields)),nextPageToken"
}

/// How far a copy within the service is.
struct GCSRewrite: Decodable {
    let done: Bool
    let rewriteToken: String?
}

/// What the service says when it refuses.
struct GCSRefusal: Decodable {
    struct Details: Decodable { let message: String }
    let error: Details
}
