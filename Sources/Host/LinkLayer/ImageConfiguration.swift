package import Nix
package import OCI

/// Puts an image's configuration together from the packages' settings.
package enum ImageConfiguration {
    /// RFC 3339. Fixed, because the time of building would give every build another digest.
    package static let epoch = "1970-01-01T00:00:00Z"

    private static let bundle = "/etc/ssl/certs/ca-bundle.crt"
    private static let defaultEnvironment = [
        "PATH": "/bin:/sbin:/usr/bin:/usr/sbin", "SSL_CERT_FILE": bundle, "NIX_SSL_CERT_FILE": bundle,
    ]

    /// - Parameters:
    ///   - settings: in order of the packages; the first that sets something wins, `env` and `labels` merge by name and
    ///     `ports` add up. They win over the defaults.
    ///   - diffIDs: of the layers, base first.
    ///   - created: RFC 3339.
    package static func config(
        _ settings: [ImageSettings], platform: Platform, diffIDs: [Digest], created: String = epoch
    ) -> ImageConfig {
        ImageConfig(created: created, platform: platform, config: execution(settings), diffIDs: diffIDs)
    }

    /// The part that says what a container runs.
    package static func execution(_ settings: [ImageSettings]) -> ImageConfig.Execution {
        var execution = ImageConfig.Execution()
        // Of one package: the entrypoint of one and the command of another make no sense together.
        let program = settings.first { $0.entrypoint != nil || $0.cmd != nil }
        execution.entrypoint = program?.entrypoint
        execution.cmd = program?.cmd
        execution.user = settings.lazy.compactMap(\.user).first
        execution.workingDir = settings.lazy.compactMap(\.workingDir).first
        execution.env = firstWins(settings.map(\.env) + [defaultEnvironment])
            .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        execution.labels = firstWins(settings.map(\.labels)).nilIfEmpty
        let ports = settings.flatMap(\.ports).map { ($0.contains("/") ? $0 : "\($0)/tcp", [String: String]()) }
        execution.exposedPorts = Dictionary(ports) { first, _ in first }.nilIfEmpty
        return execution
    }

    private static func firstWins(_ maps: [[String: String]]) -> [String: String] {
        maps.reduce(into: [:]) { merged, map in merged.merge(map) { first, _ in first } }
    }
}

extension Dictionary {
    fileprivate var nilIfEmpty: Self? { isEmpty ? nil : self }
}
