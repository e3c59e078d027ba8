import Nix

extension ImageSettings {
    /// Reads the `settings` of a meta-package.
    ///
    /// - `entrypoint`, `cmd`: lists of arguments.
    /// - `env`, `labels`: values by name.
    /// - `user`: a name or number.
    /// - `workingDir`: an absolute path in the image.
    /// - `ports`: `8080`, `8080/tcp` or `8080/udp`.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        try section.list("entrypoint", &entrypoint, .anyText)
        try section.list("cmd", &cmd, .anyText)
        try section.map("env", &env, .anyText)
        try section.scalar("user", &user, .text)
        try section.map("labels", &labels, .anyText)
        try section.scalar("workingDir", &workingDir, .imagePath)
        try section.list("ports", &ports, .containerPort)
    }
}
