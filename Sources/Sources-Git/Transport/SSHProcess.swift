import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A running `ssh`. Blocks; used by one thread. It is in our own process group, so it ends with us.
final class SSHProcess {
    private let process: pid_t
    /// Standard input and output: one end of a socket pair each, because writing to one that is closed can be kept from ending us
    /// by a signal.
    private let input: Int32
    private let output: Int32
    private let errors: Int32
    /// What came on standard error: the end, up to a few kilobytes.
    private var printed: [UInt8] = []
    private var errorsEnded = false
    private var ended = false

    /// - Throws: `Errno` when it cannot be started.
    init(_ program: String, _ arguments: [String], environment: [String: String]) throws(Errno) {
        let (ours, theirs) = try Self.socketPairs()
        defer { Self.closeAll(theirs) }
        do {
            process = try Self.spawn(program, arguments, environment, theirs)
        } catch {
            Self.closeAll(ours)
            throw error
        }
        (input, output, errors) = (ours[0], ours[1], ours[2])
    }

    deinit { end() }

    /// Reads what the server sent, at least one byte.
    ///
    /// - Returns: 0 when it ended.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
        try wait(for: output, Int16(POLLIN))
        return try Self.retrying { recv(output, buffer.baseAddress, buffer.count, 0) }
    }

    /// Writes all bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            try wait(for: input, Int16(POLLOUT))
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = try Self.retrying {
                send(input, part.baseAddress, part.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            }
            rest = rest.dropFirst(count)
        }
    }

    /// All that it printed on standard error, once it has closed its output.
    func lastWords() -> String {
        while !errorsEnded { readErrors() }
        return String(decoding: printed, as: UTF8.self)
    }

    /// Closes the connection; a process that does not end by that is ended.
    func end() {
        guard !ended else { return }
        ended = true
        close(input)
        var closed = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        _ = poll(&closed, 1, 500)
        kill(process, SIGKILL)
        close(output)
        close(errors)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    /// Returns when a descriptor is ready; reads standard error meanwhile, so that the process is never held up by it.
    private func wait(for descriptor: Int32, _ events: Int16) throws(Errno) {
        while true {
            var waiting = [pollfd(fd: descriptor, events: events, revents: 0)]
            if !errorsEnded { waiting.append(pollfd(fd: errors, events: Int16(POLLIN), revents: 0)) }
            guard poll(&waiting, nfds_t(waiting.count), -1) >= 0 else {
                if errno == EINTR { continue }
                throw Errno(rawValue: errno)
            }
            if waiting.count > 1, waiting[1].revents != 0 { readErrors() }
            if waiting[0].revents != 0 { return }
        }
    }

    /// Blocks until something comes or it ends.
    private func readErrors() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(errors, &buffer, buffer.count, 0)
        if count < 0, errno == EINTR { return }
        guard count > 0 else {
            errorsEnded = true
            return
        }
        printed = (printed + buffer.prefix(count)).suffix(16 << 10)
    }

    private static func retrying(_ call: () -> Int) throws(Errno) -> Int {
        while true {
            let count = call()
            if count >= 0 { return count }
            if errno == EAGAIN { return 0 }
            guard errno == EINTR else { throw Errno(rawValue: errno) }
        }
    }
}
