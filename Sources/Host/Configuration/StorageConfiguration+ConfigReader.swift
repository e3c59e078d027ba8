extension StorageConfiguration {
    /// Reads the section `storage`.
    ///
    /// - `backend`: `filesystem` or `memory`; filesystem. Also Nixery's `NIXERY_STORAGE_BACKEND`, which has the same
    ///   name.
    /// - `path`: the folder; `nixery` in the user's state folder, see ``ConfigurationLoader/defaultStorage()``. Also
    ///   `STORAGE_PATH`.
    /// - `minimumFree`: a size; 256M. With less, nothing is built.
    init(reading section: ConfigSection, default standard: StorageConfiguration) throws(ConfigurationError) {
        self = standard
        try section.scalar("backend", &backend, .choice(note: "gcs and s3 are not in this version yet"))
        try section.path("path", &path)
        try section.scalar("minimumFree", &minimumFree, .size(0...(1 << 60)))
    }
}
