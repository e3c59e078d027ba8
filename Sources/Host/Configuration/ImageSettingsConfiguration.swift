/// What containers made from an image run, and how; nil and empty leave the image's own.
package struct ImageSettingsConfiguration: Hashable, Sendable {
    package var entrypoint: [String]?
    package var cmd: [String]?
    package var env: [String: String] = [:]
    package var user: String?
    package var labels: [String: String] = [:]
    package var workingDirectory: String?
    /// `8080` or `8080/tcp`.
    package var ports: [String] = []

    package init() {}
}
