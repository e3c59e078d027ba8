/// How clients get blobs that lie in a bucket; a store of files serves itself.
package struct BlobDelivery: Hashable, Sendable {
    /// What a client gets that is in none of the networks. A redirect costs us nothing, and every registry's clients know it.
    package var way = Way.redirect
    /// Clients that cannot reach the bucket, or refuse to be sent to its address.
    package var proxyNetworks: [IPNetwork] = []
    /// Clients that can, where others cannot.
    package var redirectNetworks: [IPNetwork] = []

    package init() {}

    package enum Way: String, CaseIterable, Sendable {
        /// The client is sent to the bucket with a signed URL.
        case redirect
        /// The bytes pass through us.
        case proxy
    }

    /// Whether a client is sent to the bucket. In networks of both kinds it is not: that works for everybody.
    ///
    /// - Parameter client: nil where its address is not known.
    func redirects(_ client: IPAddress?) -> Bool {
        guard let client else { return way == .redirect }
        if proxyNetworks.include(client) { return false }
        return way == .redirect || redirectNetworks.include(client)
    }
}
