import CGit2

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A libgit2 remote with an open connection, for the length of ``withConnection(_:repository:progress:body:)``'s body.
struct ConnectedRemote {
    /// The `git_remote`.
    let pointer: OpaquePointer
    private let callbacks: TransportCallbacks

    /// Connects to a remote, runs the body, and disconnects. Blocks; for the child process.
    ///
    /// - Parameters:
    ///   - repository: a `git_repository` that downloads go to; nil to ask for refs only.
    ///   - progress: may throw to end the operation.
    /// - Throws: ``GitOperationError``, or what `body` and `progress` throw.
    static func withConnection<Result>(
        _ request: TransportRequest, repository: OpaquePointer?,
        progress: @escaping (TransportProgress) throws -> Void, body: (ConnectedRemote) throws -> Result
    ) throws -> Result {
        if let file = request.caFile {
            try GitStatus.check(
                nixery_git_set_ca_file(file), "the file of certificate authorities cannot be used",
                otherwise: .certificate)
        }
        // libgit2 writes to connections that a server may have closed.
        signal(SIGPIPE, SIG_IGN)
        let callbacks = TransportCallbacks(request, progress: progress)
        return try withExtendedLifetime(callbacks) {
            let remote = ConnectedRemote(pointer: try make(request, repository), callbacks: callbacks)
            defer { git_remote_free(remote.pointer) }
            try remote.connect()
            defer { git_remote_disconnect(remote.pointer) }
            try callbacks.reportConnected()
            return try body(remote)
        }
    }

    private static func make(_ request: TransportRequest, _ repository: OpaquePointer?) throws -> OpaquePointer {
        var options = git_remote_create_options()
        try GitStatus.check(
            git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION)),
            "libgit2 has other options")
        options.repository = repository
        options.flags =
            GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
        var remote: OpaquePointer?
        try GitStatus.check(
            git_remote_create_with_opts(&remote, request.address, &options), "the repository's address cannot be used")
        guard let remote else { throw GitOperationError(.other, "libgit2 made no remote") }
        return remote
    }

    private func connect() throws {
        try withTransportOptions { callbacks, proxy in
            var options = git_remote_connect_options()
            try GitStatus.check(
                git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION)),
                "libgit2 has other options")
            options.callbacks = callbacks
            options.proxy_opts = proxy
            options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
            try check(git_remote_connect_ext(pointer, GIT_DIRECTION_FETCH, &options))
        }
    }

    /// Options for `git_remote_download`, valid inside the body: our callbacks, no tags besides the refspecs, no `FETCH_HEAD`.
    func withFetchOptions<Result>(_ body: (inout git_fetch_options) throws -> Result) throws -> Result {
        try withTransportOptions { callbacks, proxy in
            var options = git_fetch_options()
            try GitStatus.check(
                git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)), "libgit2 has other options")
            options.callbacks = callbacks
            options.proxy_opts = proxy
            // Named for redirects to another host; those on the same host are followed.
            options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
            options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
            options.prune = GIT_FETCH_NO_PRUNE
            options.update_fetchhead = 0
            return try body(&options)
        }
    }

    /// Turns the status of a call that uses the connection into an error that says what went wrong there.
    @discardableResult
    func check(_ status: Int32) throws -> Int32 {
        guard status < 0 else { return status }
        throw callbacks.failure ?? TransportFailure.of(status, callbacks.request)
    }

    private func withTransportOptions<Result>(
        _ body: (git_remote_callbacks, git_proxy_options) throws -> Result
    ) throws -> Result {
        var proxy = git_proxy_options()
        try GitStatus.check(
            git_proxy_options_init(&proxy, UInt32(GIT_PROXY_OPTIONS_VERSION)), "libgit2 has other options")
        proxy.type = GIT_PROXY_NONE
        guard let address = callbacks.request.proxy else { return try body(try callbacks.table(), proxy) }
        return try address.withCString { address in
            proxy.type = GIT_PROXY_SPECIFIED
            proxy.url = address
            return try body(try callbacks.table(), proxy)
        }
    }
}

extension TransportRequest {
    /// What libgit2 is told. For ssh only the scheme counts there: ``SSHCommand`` has the rest.
    fileprivate var address: String {
        if case .ssh(let address) = remote { "ssh://\(address.host)/" } else { remote.description }
    }
}
