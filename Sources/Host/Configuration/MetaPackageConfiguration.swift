/// A name that stands for several packages and settings when it is at the front of an image name.
package struct MetaPackageConfiguration: Hashable, Sendable {
    package var packages: [String] = []
    package var settings = ImageSettingsConfiguration()

    package init() {}
}
