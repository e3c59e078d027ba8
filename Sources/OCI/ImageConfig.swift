/// An image's configuration (OCI image spec, config.md).
package struct ImageConfig: Codable, Hashable, Sendable {
    /// RFC 3339.
    package var created: String?
    package var architecture: String
    package var os: String
    package var config: Execution
    package var rootfs: RootFS

    package init(created: String?, platform: Platform, config: Execution, diffIDs: [Digest]) {
        self.created = created
        architecture = platform.architecture
        os = platform.os
        self.config = config
        rootfs = RootFS(diffIDs: diffIDs)
    }

    /// What a container made from the image runs, and how.
    package struct Execution: Codable, Hashable, Sendable {
        package var user: String?
        /// A set in JSON's clothes: `"8080/tcp": {}`.
        package var exposedPorts: [String: [String: String]]?
        /// `NAME=value`.
        package var env: [String]?
        package var entrypoint: [String]?
        package var cmd: [String]?
        package var workingDir: String?
        package var labels: [String: String]?

        package init() {}

        enum CodingKeys: String, CodingKey {
            case user = "User"
            case exposedPorts = "ExposedPorts"
            case env = "Env"
            case entrypoint = "Entrypoint"
            case cmd = "Cmd"
            case workingDir = "WorkingDir"
            case labels = "Labels"
        }
    }

    /// The layers' uncompressed digests, base first.
    package struct RootFS: Codable, Hashable, Sendable {
        package var type = "layers"
        package var diffIDs: [Digest]

        package init(diffIDs: [Digest]) { self.diffIDs = diffIDs }

        enum CodingKeys: String, CodingKey {
            case type
            case diffIDs = "diff_ids"
        }
    }
}
