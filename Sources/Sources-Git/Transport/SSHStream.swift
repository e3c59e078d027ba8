import CGit2
import SystemPackage

/// A `git_smart_subtransport_stream` with a running `ssh` behind it; libgit2 frees it.
struct SSHStream {
    /// First, so that a pointer to the whole is a pointer to it.
    private var base: git_smart_subtransport_stream
    private let callbacks: Unmanaged<TransportCallbacks>
    private let address: SSHAddress
    private let process: SSHProcess

    /// Starts `ssh`.
    static func make(
        _ owner: UnsafeMutablePointer<git_smart_subtransport>, _ callbacks: TransportCallbacks
    ) throws -> UnsafeMutablePointer<SSHStream> {
        guard case .ssh(let address) = callbacks.request.remote, let settings = callbacks.request.ssh else {
            throw GitOperationError(.other, "there is no setting for ssh")
        }
        let command = try SSHCommand(address, settings)
        let process: SSHProcess
        do {
            process = try SSHProcess(settings.program, command.arguments, environment: settings.environment)
        } catch {
            throw GitOperationError(.other, "OpenSSH's 'ssh' cannot be started: \(error)")
        }
        let pointer = UnsafeMutablePointer<SSHStream>.allocate(capacity: 1)
        pointer.initialize(
            to: SSHStream(
                base: functions(owner), callbacks: .passUnretained(callbacks), address: address, process: process))
        return pointer
    }

    private static func functions(
        _ owner: UnsafeMutablePointer<git_smart_subtransport>
    ) -> git_smart_subtransport_stream {
        git_smart_subtransport_stream(
            subtransport: owner,
            read: { stream, buffer, size, count in
                SSHStream.run(stream) { stream in
                    count?.pointee = try stream.read(UnsafeMutableRawBufferPointer(start: buffer, count: size))
                }
            },
            write: { stream, buffer, size in
                SSHStream.run(stream) { try $0.write(UnsafeRawBufferPointer(start: buffer, count: size)) }
            },
            free: { stream in
                guard let own = UnsafeMutableRawPointer(stream)?.assumingMemoryBound(to: SSHStream.self) else { return }
                own.pointee.process.end()
                own.deinitialize(count: 1)
                own.deallocate()
            })
    }

    private static func run(
        _ base: UnsafeMutablePointer<git_smart_subtransport_stream>?, _ body: (SSHStream) throws -> Void
    ) -> Int32 {
        guard let own = UnsafeMutableRawPointer(base)?.assumingMemoryBound(to: SSHStream.self) else {
            return GIT_ERROR.rawValue
        }
        return TransportCallbacks.run(own.pointee.callbacks.toOpaque()) { _ in
            try body(own.pointee)
            return 0
        }
    }

    private func read(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try attempt { () throws(Errno) in try process.read(into: buffer) }
        // git's protocol says when it is done: a server that just ends the connection has failed.
        guard count > 0 else { throw SSHFailure.of(address, process.lastWords()) }
        try callbacks.takeUnretainedValue().reportConnected()
        return count
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        try attempt { () throws(Errno) in try process.write(bytes) }
    }

    /// A broken connection: what `ssh` printed tells why.
    private func attempt<Result>(_ call: () throws(Errno) -> Result) throws -> Result {
        do {
            return try call()
        } catch {
            throw SSHFailure.of(address, process.lastWords())
        }
    }
}
