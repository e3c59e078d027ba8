import HTTPTypes
import OCI

/// The strong validator of content that is named by its digest (RFC 9110, 8.8.3).
struct EntityTag {
    /// As sent: the digest in quotes.
    let text: String

    init(_ digest: Digest) { text = "\"\(digest)\"" }

    /// Whether an `If-None-Match` field says that the client has this content already.
    func isKnown(_ headers: HTTPFields) -> Bool {
        headers.list(.ifNoneMatch).contains { element in
            element == "*" || element == text || (element.hasPrefix("W/") && element.dropFirst(2) == text)
        }
    }

    /// Whether `Range` counts: there is no `If-Range`, or it names this content. A date never does: we send none.
    func allowsRange(_ headers: HTTPFields) -> Bool {
        headers[.ifRange].map { $0.trimmed == text } ?? true
    }
}
