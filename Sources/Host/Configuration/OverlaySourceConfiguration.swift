package import OCI

/// Package sets laid over each other.
package struct OverlaySourceConfiguration: Hashable, Sendable {
    /// What logs and cache keys call it.
    package var name = "overlay"
    package var base: Part
    /// In order: each sees those before it.
    package var overlays: [Part]
    /// Name of the part that takes the image tag; the others stay on theirs. nil for the last overlay.
    package var tagged: String?

    package init(base: Part, overlays: [Part]) {
        self.base = base
        self.overlays = overlays
    }

    package struct Part: Hashable, Sendable {
        package var source: SourceConfiguration
        /// The tag of this source that is used when it does not take the image's; nil for `latest`.
        package var tag: Tag?

        package init(_ source: SourceConfiguration) { self.source = source }
    }

    /// The base and then the overlays.
    package var parts: [Part] { [base] + overlays }

    /// Which of ``parts`` takes the image tag.
    package var taggedIndex: Int {
        parts.firstIndex { $0.source.name == tagged } ?? parts.count - 1
    }
}
