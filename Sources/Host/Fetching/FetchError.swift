package import Archive

/// Why something could not be fetched. Addresses are without their queries.
package enum FetchError: Error, Hashable, Sendable {
    /// The server answered: there is no such thing.
    case notFound(FetchAddress)
    /// The server could not be asked, or gave no proper answer.
    case unavailable(FetchAddress, reason: String)
    case tooLarge(FetchAddress, limit: Int64)
    /// SHA-256 in hexadecimal. `origin` says where the expected one comes from.
    case wrongHash(FetchAddress, expected: String, found: String, origin: String)
    case notUnpacked(FetchAddress, UnpackingError)
    /// What was configured is no address.
    case invalidAddress(reason: String)
}

extension FetchError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notFound(let address): "there is nothing at \(address)"
        case .unavailable(let address, let reason): "\(address) could not be fetched: \(reason)"
        case .tooLarge(let address, let limit): "\(address) has more than \(limit) bytes, the configured limit"
        case .wrongHash(let address, let expected, let found, let origin):
            "\(address) has the SHA-256 \(found), but \(origin) is \(expected)"
        case .notUnpacked(let address, let cause): "\(address) was not unpacked: \(cause)"
        case .invalidAddress(let reason): reason
        }
    }
}

extension FetchError {
    /// The same for users of a package source.
    package var sourceError: SourceError {
        switch self {
        case .invalidAddress: .misconfigured(description)
        default: .unavailable(description)
        }
    }
}
