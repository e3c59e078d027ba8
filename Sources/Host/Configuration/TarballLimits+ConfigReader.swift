extension TarballLimits {
    /// Reads the section `tarball` of a source.
    ///
    /// - `download`: the file's size; 512M.
    /// - `unpacked`: the size of all files in it; 4G.
    /// - `files`: how many entries it may have; 500000.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        try section.scalar("download", &download, .size(.storageSizes))
        try section.scalar("unpacked", &unpacked, .size(.storageSizes))
        try section.scalar("files", &files, .integer(1...1_000_000_000))
    }
}
