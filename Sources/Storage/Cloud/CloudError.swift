/// Why a service gave no answer, or none of use.
package struct CloudError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Method and address, without query and credentials.
    package let request: String
    package let reason: String

    package init(_ request: String, reason: String) {
        self.request = request
        self.reason = reason
    }

    package var description: String { "\(request): \(reason)" }
}
