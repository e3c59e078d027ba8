extension SSHConfiguration {
    /// Reads the section `ssh` of a git source.
    ///
    /// - `keyFile`: a private key; the agent and OpenSSH's default keys.
    /// - `certificateFile`: a certificate for `keyFile`.
    /// - `knownHosts`: a file of host keys; OpenSSH's own.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        try section.path("keyFile", &keyFile)
        try section.path("certificateFile", &certificateFile)
        try section.path("knownHosts", &knownHosts)
        if certificateFile != nil, keyFile == nil {
            throw section.refusal("certificateFile", "it needs the 'keyFile' that it is for")
        }
    }
}
