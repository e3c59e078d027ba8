/// Why a service gave no answer, or none of use.
package struct CloudError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Method and address, without query and credentials.
    package let request: String
    package let reason: String
    /// Whether the same request would only fail in the same way, as with a certificate that is not trusted.
    package let isLasting: Bool

    package init(_ request: String, reason: String, isLasting: Bool = false) {
        self.request = request
        self.reason = reason
        self.isLasting = isLasting
    }

    package var description: String { "\(request): \(reason)" }
}
