import Glibc
import Host
import NIOCore

/// Why the server could not listen, in the operator's words.
struct ListenError: Error, CustomStringConvertible {
    let description: String

    /// nil for errors about something else.
    init?(_ error: any Error, server: ServerConfiguration) {
        let reason: String
        switch error {
        case let error as IOError where error.errnoCode == EADDRINUSE: reason = "the port is in use"
        case let error as IOError where error.errnoCode == EACCES: reason = "the port needs more rights"
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            reason = "the address is none of this machine"
        case is SocketAddressError, is SocketAddressError.UnknownHost: reason = "the address is not known"
        default: return nil
        }
        description = "cannot listen on \(server.address):\(server.port): \(reason)"
    }
}
