package import Nix

/// A name that stands for several packages and image settings, when it leads an image name.
package struct MetaPackage: Hashable, Sendable, Codable {
    /// Names of packages, as in image names but in the package set's own spelling.
    package var packages: [String]
    package var settings: ImageSettings

    package init(packages: [String], settings: ImageSettings = .init()) {
        self.packages = packages
        self.settings = settings
    }

    /// What Nixery's users know as `shell`: an interactive shell and the usual small tools.
    package static let shell = MetaPackage(
        packages: ["bashInteractive", "coreutils", "moreutils", "nano"], settings: ImageSettings(cmd: ["bash"]))
}
