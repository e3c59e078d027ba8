import Storage

extension GCSConfiguration {
    /// Reads the section `storage.gcs`.
    ///
    /// - `bucket`: its name; required. Also `GCS_BUCKET` and, older, `BUCKET`.
    /// - `prefix`: stands before every key in the bucket, such as `registry/`; none.
    /// - `endpoint`: `http[s]://host[:port]` of what speaks the JSON API; Google's. Also `STORAGE_EMULATOR_HOST`.
    /// - `credentials`: a service account's key file, or that of `gcloud auth application-default login`. Also
    ///   `GOOGLE_APPLICATION_CREDENTIALS`.
    /// - `metadataServer`: asked for tokens without `credentials`; metadata.google.internal. Also `GCE_METADATA_HOST`.
    /// - `public`: whether anybody may read the bucket's objects; false.
    /// - `caFile`: PEM file with the certificate authorities to trust instead of the system's.
    /// - `linkLifetime`: of signed URLs; 5m.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        var bucket: String?
        try section.scalar("bucket", &bucket, .gcsBucket)
        self.init(bucket: bucket ?? "")
        try section.scalar("prefix", &prefix, .objectPrefix)
        try section.address("endpoint", &endpoint)
        try section.path("credentials", &credentials)
        try section.scalar("metadataServer", &metadataServer, .hostAndPort)
        try section.scalar("public", &isPublic, .boolean)
        try section.path("caFile", &caFile)
        try section.scalar("linkLifetime", &linkLifetime, .duration(.seconds(10)...(.seconds(7 * 86400))))
        _ = try section.require(bucket, "bucket", hint: "it names the bucket that holds the objects")
        guard endpoint.wholeMatch(of: /https?:\/\/[^\/?#@\s]+/) != nil else {
            throw section.refusal("endpoint", "it is not 'http[s]://host[:port]'")
        }
    }

    /// Checks what no single value can tell.
    func validate(_ check: ConfigurationCheck) throws(ConfigurationError) {
        try check.readable(credentials, "storage.gcs.credentials")
        try check.readable(caFile, "storage.gcs.caFile")
    }
}

extension ScalarFormat where Value == String {
    /// A bucket's name (Cloud Storage documentation, "Bucket names").
    fileprivate static var gcsBucket: Self {
        Self(expected: "a bucket's name: 3 to 222 lower-case letters, digits and any of '._-'") { text in
            text.wholeMatch(of: /[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]/) == nil ? nil : text
        } render: {
            $0
        }
    }

    /// A host's name or address, and maybe a port.
    fileprivate static var hostAndPort: Self {
        Self(expected: "a host's name or address, and maybe ':' and a port") { text in
            text.wholeMatch(of: /[A-Za-z0-9.-]+(:[0-9]{1,5})?/) == nil ? nil : text
        } render: {
            $0
        }
    }
}
