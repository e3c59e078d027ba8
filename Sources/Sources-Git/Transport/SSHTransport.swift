import CGit2

/// git's "smart" protocol over OpenSSH's `ssh`, in place of libgit2's own ssh.
///
/// libgit2 asks for a subtransport (a connection maker), and that for a stream. Both are C structs with function pointers; ours
/// have a Swift object behind them.
enum SSHTransport {
    /// A `git_transport_cb`: makes a transport for a remote.
    ///
    /// - Parameter payload: the ``TransportCallbacks``.
    static func make(
        _ output: UnsafeMutablePointer<UnsafeMutablePointer<git_transport>?>?, _ owner: OpaquePointer?,
        _ payload: UnsafeMutableRawPointer?
    ) -> Int32 {
        // libgit2 copies nothing of it but reads it only during the call.
        var definition = git_smart_subtransport_definition(
            callback: { SSHSubtransport.make($0, $2) }, rpc: 0, param: payload)
        return withUnsafeMutablePointer(to: &definition) { git_transport_smart(output, owner, $0) }
    }
}

/// A `git_smart_subtransport` with the connection's callbacks behind it; libgit2 frees it.
struct SSHSubtransport {
    /// First, so that a pointer to the whole is a pointer to it.
    private var base: git_smart_subtransport
    private let callbacks: Unmanaged<TransportCallbacks>
    private var stream: UnsafeMutablePointer<SSHStream>?

    static func make(
        _ output: UnsafeMutablePointer<UnsafeMutablePointer<git_smart_subtransport>?>?,
        _ payload: UnsafeMutableRawPointer?
    ) -> Int32 {
        guard let output, let payload else { return GIT_ERROR.rawValue }
        let pointer = UnsafeMutablePointer<SSHSubtransport>.allocate(capacity: 1)
        let base = git_smart_subtransport(
            action: { SSHSubtransport.open($0, $1, $3) },
            close: { _ in 0 },
            free: { subtransport in
                UnsafeMutableRawPointer(subtransport)?.assumingMemoryBound(to: SSHSubtransport.self).deallocate()
            })
        pointer.initialize(to: SSHSubtransport(base: base, callbacks: .fromOpaque(payload), stream: nil))
        output.pointee = UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: git_smart_subtransport.self)
        return 0
    }

    /// libgit2 asks for the list of refs first, then for the pack on the same stream.
    private static func open(
        _ output: UnsafeMutablePointer<UnsafeMutablePointer<git_smart_subtransport_stream>?>?,
        _ base: UnsafeMutablePointer<git_smart_subtransport>?, _ service: git_smart_service_t
    ) -> Int32 {
        guard let output, let base else { return GIT_ERROR.rawValue }
        let own = UnsafeMutableRawPointer(base).assumingMemoryBound(to: SSHSubtransport.self)
        return TransportCallbacks.run(own.pointee.callbacks.toOpaque()) { callbacks in
            if service == GIT_SERVICE_UPLOADPACK_LS { own.pointee.stream = try SSHStream.make(base, callbacks) }
            guard let stream = own.pointee.stream,
                service == GIT_SERVICE_UPLOADPACK_LS || service == GIT_SERVICE_UPLOADPACK
            else { return GIT_ERROR.rawValue }
            output.pointee = UnsafeMutableRawPointer(stream).assumingMemoryBound(
                to: git_smart_subtransport_stream.self)
            return 0
        }
    }
}
