import Storage

extension StorageConfiguration {
    /// Reads the section `storage`.
    ///
    /// - `backend`: `filesystem`, `memory`, `s3` or `gcs`; filesystem. Also Nixery's `NIXERY_STORAGE_BACKEND`, which has the
    ///   same name.
    /// - `path`: the folder; `nixery` in the user's state folder, see ``ConfigurationLoader/defaultStorage()``. Also
    ///   `STORAGE_PATH`.
    /// - `minimumFree`: a size; 256M. With less, nothing is built.
    /// - `leaseLifetime`: a duration, 0 for no leases; 30s. Only buckets have leases.
    /// - `s3`, `gcs`: each only for that backend.
    init(reading section: ConfigSection, default standard: StorageConfiguration) throws(ConfigurationError) {
        self = standard
        try section.scalar("backend", &backend, .choice())
        try section.path("path", &path)
        try section.scalar("minimumFree", &minimumFree, .size(0...(1 << 60)))
        try section.scalar("leaseLifetime", &leaseLifetime, .duration(.zero ... .seconds(3600)))
        if backend == .s3 { s3 = try section.section("s3", S3Configuration.init(reading:)) }
        if backend == .gcs { gcs = try section.section("gcs", GCSConfiguration.init(reading:)) }
    }
}
