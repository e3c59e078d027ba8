import Host

/// What a channel's pin says besides its content.
struct PinDetails: Sendable {
    /// What is fetched.
    enum Kind: String, Sendable {
        case release, commit, tarball
    }

    let kind: Kind
    let content: String
    /// Address of the tarball, without its query: pins are kept, and that may hold a secret.
    let url: String
    /// A release's name: two channels may release one commit with different files beside it.
    var release = ""
    /// Configured or published; nil for the first one seen.
    var sha256: String?
    /// What the server said about the version of a tarball whose hash nobody told.
    var version: String?

    init(_ kind: Kind, content: String, url: FetchAddress) {
        (self.kind, self.content) = (kind, content)
        self.url = url.description
    }

    /// Reads a pin, also one that another replica made.
    init(_ pin: SourcePin) {
        kind = pin.details["kind"].flatMap(Kind.init) ?? .tarball
        content = pin.content
        url = pin.details["url"] ?? ""
        release = pin.details["release"] ?? ""
        sha256 = pin.details["sha256"]
        version = pin.details["version"]
    }

    /// All that decides the files. The address is not part of it: mirrors of one release are the same packages.
    var identity: [String] { [kind.rawValue, content, release, sha256 ?? ""] }

    /// Under what the first hash is kept. It may hold a secret, so only a hash of it is.
    ///
    /// - Parameter address: of the tarball, whole: its query may decide what it is.
    func hashName(at address: FetchAddress) -> [String] {
        switch kind {
        case .release, .commit: [kind.rawValue, content, release]
        case .tarball: [kind.rawValue, address.text, version ?? ""]
        }
    }

    /// Names the folder that it is unpacked to, as a hash; known before a tarball's hash is.
    func folderName(at address: FetchAddress) -> [String] { hashName(at: address) + [sha256 ?? ""] }

    func pin(display: String? = nil, isFixed: Bool = false) -> SourcePin {
        var details = ["kind": kind.rawValue, "url": url]
        if !release.isEmpty { details["release"] = release }
        details["sha256"] = sha256
        details["version"] = version
        return SourcePin(
            content: content, display: display, isFixed: isFixed, isUnchecked: isFixed, details: details)
    }
}
