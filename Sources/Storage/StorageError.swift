/// What went wrong in an object store.
public struct StorageError: Error, Hashable, Sendable {
    public let kind: Kind
    /// The object's key, or the store's place where no object is concerned.
    public let key: String
    /// The operating system's or server's own words.
    public let cause: String

    public init(_ kind: Kind, key: String, cause: String) {
        self.kind = kind
        self.key = key
        self.cause = cause
    }

    public enum Kind: Hashable, Sendable {
        case invalidKey
        /// A read starts after the object's end.
        case outOfRange
        /// No space, no quota.
        case full
        /// Not allowed to read or write there.
        case denied
        /// The service has no such operation.
        case unsupported
        /// Any other failure of the device, the server or the way to it.
        case failed
    }
}

extension StorageError: CustomStringConvertible {
    public var description: String {
        switch kind {
        case .invalidKey: "'\(key)' cannot be stored: \(cause)"
        case .outOfRange: "the range asked for lies outside of '\(key)': \(cause)"
        case .full: "no space left to store '\(key)': \(cause)"
        case .denied: "access to '\(key)' was refused: \(cause)"
        case .unsupported: "'\(key)' cannot be written like that: \(cause)"
        case .failed: "'\(key)' could not be read or written: \(cause)"
        }
    }
}
