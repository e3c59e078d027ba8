/// How a package wants its image to be configured: the attribute `passthru.nixery` of its derivation.
package struct ImageSettings: Hashable, Sendable, Codable {
    package var entrypoint: [String]?
    package var cmd: [String]?
    package var env: [String: String]
    package var user: String?
    package var labels: [String: String]
    package var workingDir: String?
    /// As the image configuration spells them: `8080/tcp`.
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
