/// What a package, or the operator, wants of the image's configuration; nil and empty where it has no wish.
package struct PackageSettings: Hashable, Sendable {
    package var entrypoint: [String]?
    package var cmd: [String]?
    /// Values by name.
    package var env: [String: String]
    /// `user`, `user:group`, or numbers.
    package var user: String?
    package var labels: [String: String]
    package var workingDir: String?
    /// `8080`, `8080/tcp` or `53/udp`.
    package var ports: [String]

    package init(
        entrypoint: [String]? = nil, cmd: [String]? = nil, env: [String: String] = [:], user: String? = nil,
        labels: [String: String] = [:], workingDir: String? = nil, ports: [String] = []
    ) {
        self.entrypoint = entrypoint
        self.cmd = cmd
        self.env = env
        self.user = user
        self.labels = labels
        self.workingDir = workingDir
        self.ports = ports
    }
}
