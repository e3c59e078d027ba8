import CGit2

/// What libgit2 calls while a remote is connected, and what came of it.
///
/// C functions find it by their payload pointer; it lives as long as the connection.
final class TransportCallbacks {
    let request: TransportRequest
    /// The error of a callback; libgit2 then says only that one failed.
    var failure: (any Error)?
    private let progress: (TransportProgress) throws -> Void
    private var isConnected = false
    private var gaveCredentials = false

    init(_ request: TransportRequest, progress: @escaping (TransportProgress) throws -> Void) {
        self.request = request
        self.progress = progress
    }

    /// The C callbacks.
    func table() throws(GitOperationError) -> git_remote_callbacks {
        var table = git_remote_callbacks()
        try GitStatus.check(
            git_remote_init_callbacks(&table, UInt32(GIT_REMOTE_CALLBACKS_VERSION)), "libgit2 has other callbacks")
        table.payload = Unmanaged.passUnretained(self).toOpaque()
        table.credentials = { output, _, _, allowed, payload in
            TransportCallbacks.run(payload) { callbacks in
                let credentials = try callbacks.credentials(allowed)
                return git_credential_userpass_plaintext_new(output, credentials.username, credentials.password)
            }
        }
        table.certificate_check = { _, _, _, payload in
            // Only a sign of life: libgit2's own verdict stands.
            TransportCallbacks.run(payload) {
                try $0.reportConnected()
                return GIT_PASSTHROUGH.rawValue
            }
        }
        table.transfer_progress = { progress, payload in
            guard let progress = progress?.pointee else { return 0 }
            return TransportCallbacks.run(payload) { try $0.report(progress) }
        }
        table.sideband_progress = { text, count, payload in
            let bytes = UnsafeRawBufferPointer(start: text, count: Int(max(0, count)))
            return TransportCallbacks.run(payload) { try $0.report(message: bytes) }
        }
        if case .ssh = request.remote {
            table.transport = { SSHTransport.make($0, $1, $2) }
        }
        return table
    }

    /// Runs a callback's work; an error is kept, and libgit2 told to stop.
    static func run(_ payload: UnsafeMutableRawPointer?, _ body: (TransportCallbacks) throws -> Int32) -> Int32 {
        guard let payload else { return GIT_ERROR.rawValue }
        let callbacks = Unmanaged<TransportCallbacks>.fromOpaque(payload).takeUnretainedValue()
        do {
            return try body(callbacks)
        } catch {
            callbacks.failure = callbacks.failure ?? error
            return GIT_EUSER.rawValue
        }
    }

    func reportConnected() throws {
        guard !isConnected else { return }
        isConnected = true
        try progress(.connected)
    }

    private func report(_ state: git_indexer_progress) throws -> Int32 {
        try progress(
            .receiving(
                objects: Int(state.received_objects), total: Int(state.total_objects),
                bytes: Int64(state.received_bytes)))
        return 0
    }

    private func report(message bytes: UnsafeRawBufferPointer) throws -> Int32 {
        try progress(.message(PlainText.clean(bytes.prefix(1000))))
        return 0
    }

    /// Called when the server asks; a second time means that it did not like the first answer.
    private func credentials(_ allowed: UInt32) throws -> WebCredentials {
        let host = request.remote.host ?? ""
        guard !gaveCredentials else {
            throw GitOperationError(.denied, "the git server '\(host)' does not accept the configured credentials")
        }
        guard let credentials = request.credentials else {
            throw GitOperationError(
                .denied,
                "the git server '\(host)' asks for credentials (it may do so for a repository that does not exist), "
                    + "and none are configured for it")
        }
        guard allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0 else {
            throw GitOperationError(.denied, "the git server '\(host)' does not take a user and password or token")
        }
        gaveCredentials = true
        return credentials
    }
}
