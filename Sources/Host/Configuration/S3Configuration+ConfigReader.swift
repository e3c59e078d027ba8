import Storage

extension S3Configuration {
    /// Reads the section `storage.s3`. Credentials are found as Amazon's own tools find them, and never stand here.
    ///
    /// - `bucket`: its name.
    /// - `region`: such as `eu-central-1`; else `AWS_REGION` or `AWS_DEFAULT_REGION`, else `us-east-1`.
    /// - `endpoint`: `http[s]://host[:port]` of another service than Amazon's; else `AWS_ENDPOINT_URL_S3` or
    ///   `AWS_ENDPOINT_URL`.
    /// - `prefix`: stands before every key in the bucket, such as `registry/`; none.
    /// - `pathStyle`: whether the bucket is named in the path; yes with an endpoint, else no.
    /// - `profile`: of the shared credentials file; else `AWS_PROFILE`, else `default`.
    /// - `caFile`: PEM file with the certificate authorities to trust instead of the system's.
    /// - `partSize`: of a large upload's parts, two of which are in memory; 16m.
    /// - `linkLifetime`: of signed URLs; 15m.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        var bucket: String?
        try section.scalar("bucket", &bucket, .bucket)
        self.init(bucket: bucket ?? "")
        try section.scalar("region", &region, .text)
        try section.address("endpoint", &endpoint)
        try section.scalar("prefix", &prefix, .objectPrefix)
        try section.scalar("pathStyle", &pathStyle, .boolean)
        try section.scalar("profile", &profile, .text)
        try section.path("caFile", &caFile)
        try section.scalar("partSize", &partSize, .size((5 << 20)...(1 << 30)))
        try section.scalar("linkLifetime", &linkLifetime, .duration(.seconds(10)...(.seconds(7 * 86400))))
        _ = try section.require(bucket, "bucket", hint: "it names the bucket that holds the objects")
    }
}

extension ScalarFormat where Value == String {
    /// A bucket's name.
    fileprivate static var bucket: Self {
        Self(expected: "a bucket's name: 3 to 63 letters, digits and any of '._-'") { text in
            text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]{2,62}/) == nil ? nil : text
        } render: {
            $0
        }
    }

    /// What stands before the keys in a bucket.
    static var objectPrefix: Self {
        Self(expected: "up to 256 letters, digits and any of '._=-/', with no slash first") { text in
            text.wholeMatch(of: /([A-Za-z0-9._=-][A-Za-z0-9._=\/-]{0,255})?/) == nil ? nil : text
        } render: {
            $0
        }
    }
}
