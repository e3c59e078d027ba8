extension GCSStore: RedirectingStore {
    /// Signed by the service account's key; a public bucket's own address where there is no key; otherwise nil.
    package func redirect(to key: ObjectKey) async throws -> Secret? {
        let path = "/\(bucket.name)/" + PercentEncoding.encode(bucket.name(of: key), keepsSlash: true)
        guard let signingKey else { return configuration.isPublic ? Secret(bucket.endpoint + path) : nil }
        let signature = V4Signature(
            key: signingKey, time: bucket.clock.now, lifetime: Int(configuration.linkLifetime.components.seconds))
        return Secret(try signature.address(origin: bucket.endpoint, path: path))
    }
}
