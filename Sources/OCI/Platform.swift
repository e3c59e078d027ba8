/// An operating system and processor architecture, in the spelling of Go's GOOS and GOARCH (OCI image spec, config.md).
public struct Platform: Codable, Hashable, Sendable {
    public let os: String
    public let architecture: String

    /// The platforms that this registry can name to Nix, as image platform and Nix system.
    private static let systems = [
        (Platform(architecture: "amd64"), "x86_64-linux"), (Platform(architecture: "arm64"), "aarch64-linux"),
    ]

    package static let amd64 = systems[0].0
    package static let arm64 = systems[1].0
    package static let known = systems.map(\.0)

    /// The platform of the machine that this program was compiled for.
    package static var host: Platform {
        #if arch(arm64)
            arm64
        #else
            amd64
        #endif
    }

    private init(architecture: String) {
        os = "linux"
        self.architecture = architecture
    }

    /// Parses `linux/amd64`, `amd64` or Nix's `x86_64-linux`.
    ///
    /// - Throws: ``OCIError/invalidPlatform(_:)`` for anything else.
    package init(_ text: String) throws(OCIError) {
        let match = Platform.systems.first { platform, system in
            text == platform.description || text == platform.architecture || text == system
        }
        guard let match else { throw .invalidPlatform(text) }
        self = match.0
    }

    /// Nix's name for it, for example `x86_64-linux`.
    package var nixSystem: String {
        Platform.systems.first { $0.0 == self }?.1 ?? "\(architecture)-\(os)"
    }
}

extension Platform: CustomStringConvertible {
    public var description: String { "\(os)/\(architecture)" }
}
