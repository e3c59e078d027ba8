import Storage

extension StorageConfiguration {
    /// Reads the section `storage`.
    ///
    /// - `backend`: `filesystem`, `memory` or `gcs`; filesystem. Also Nixery's `NIXERY_STORAGE_BACKEND`, which has the same
    ///   name.
    /// - `path`: the folder; `nixery` in the user's state folder, see ``ConfigurationLoader/defaultStorage()``. Also
    ///   `STORAGE_PATH`.
    /// - `gcs`: only for that backend, see ``GCSConfiguration``.
    init(reading section: ConfigSection, default standard: StorageConfiguration) throws(ConfigurationError) {
        self = standard
        try section.scalar("backend", &backend, .choice(note: "s3 is not in this version yet"))
        try section.path("path", &path)
        if backend == .gcs { gcs = try section.section("gcs", GCSConfiguration.init(reading:)) }
    }
}
