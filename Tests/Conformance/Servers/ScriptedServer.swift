import Glibc
import Synchronization
import SystemPackage

/// An HTTP server on a loopback port that answers as a test says, also badly. One request for each connection.
package final class ScriptedServer: Sendable {
    package struct Request: Sendable {
        package let method: String
        /// Path and query, or what a proxy is asked for.
        package let target: String
        /// By lower-case names.
        package let headers: [String: String]
        /// As long as `Content-Length` says.
        package let body: [UInt8]
    }

    package enum Reply: Sendable {
        case answer(Int, headers: [String: String] = [:], body: [UInt8] = [])
        /// A body without a length, ended by closing.
        case unmeasured([UInt8])
        /// The head and the first bytes; then the connection is closed.
        case cutOff([UInt8], after: Int, status: Int = 200, headers: [String: String] = [:])
        /// The head and the first bytes; then nothing more, and the connection stays.
        case stall([UInt8], after: Int)
        /// Not even a head.
        case silence
        /// The connection is closed without an answer.
        case hangUp

        package static func text(_ text: String) -> Reply { .answer(200, body: Array(text.utf8)) }
        package static func redirect(_ location: String) -> Reply { .answer(302, headers: ["Location": location]) }
    }

    package let port: UInt16
    private let listener: CInt
    private let handler: @Sendable (Request) -> Reply
    private let state = Mutex<(requests: [Request], open: [CInt], sent: Int)>(([], [], 0))

    /// What was asked for so far.
    package var requests: [Request] { state.withLock { $0.requests } }
    /// How much of its answers the system has taken so far.
    package var bytesSent: Int { state.withLock { $0.sent } }

    package init(_ handler: @escaping @Sendable (Request) -> Reply) throws {
        self.handler = handler
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (listener, status) = (
            listener,
            withUnsafeMutablePointer(to: &address) { [listener] pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    bind(listener, generic, length) == 0 && listen(listener, 64) == 0
                        && getsockname(listener, generic, &length) == 0
                }
            }
        )
        guard status else { throw Errno(rawValue: errno) }
        port = UInt16(bigEndian: address.sin_port)
        inThread {
            while let connection = Self.accept(listener) { self.serve(connection) }
            // Not before: another server may get the number of a closed socket.
            close(listener)
        }
    }

    /// Closes the port; connections that are being held end.
    package func stop() {
        shutdown(listener, CInt(SHUT_RDWR))
        state.withLock { for connection in $0.open { shutdown(connection, CInt(SHUT_RDWR)) } }
    }

    package func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    private static func accept(_ listener: CInt) -> CInt? {
        let connection = Glibc.accept(listener, nil, nil)
        return connection >= 0 ? connection : nil
    }

    private func serve(_ connection: CInt) {
        state.withLock { $0.open.append(connection) }
        inThread {
            if let request = Self.readRequest(connection) {
                self.state.withLock { $0.requests.append(request) }
                self.reply(self.handler(request), on: connection)
            }
            self.state.withLock { $0.open.removeAll { $0 == connection } }
            close(connection)
        }
    }

    private func reply(_ reply: Reply, on connection: CInt) {
        switch reply {
        case .answer(let status, let headers, let body):
            send(head(status, headers, length: body.count) + body, to: connection)
        case .unmeasured(let body): send(head(200, [:], length: nil) + body, to: connection)
        case .cutOff(let body, let count, let status, let headers):
            send(head(status, headers, length: body.count) + body.prefix(count), to: connection)
        case .stall(let body, let count):
            send(head(200, [:], length: body.count) + body.prefix(count), to: connection)
            waitForEnd(connection)
        case .silence: waitForEnd(connection)
        case .hangUp: break
        }
    }

    private func head(_ status: Int, _ headers: [String: String], length: Int?) -> [UInt8] {
        let fields = headers.merging(length.map { ["Content-Length": "\($0)"] } ?? [:]) { first, _ in first }
        let lines = fields.map { "\($0): \($1)\r\n" }.joined()
        return Array("HTTP/1.1 \(status) Status\r\nConnection: close\r\n\(lines)\r\n".utf8)
    }

    private func send(_ bytes: [UInt8], to connection: CInt) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            state.withLock { $0.sent += count }
            rest = rest.dropFirst(count)
        }
    }

    /// Until the other side closes, or ``stop()``.
    private func waitForEnd(_ connection: CInt) {
        var byte: UInt8 = 0
        while read(connection, &byte, 1) > 0 {}
    }
}

/// Runs blocking work on a thread of its own.
private func inThread(_ work: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Work(work))
    var thread = pthread_t()
    let status = pthread_create(
        &thread, nil,
        { context in
            if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run() }
            return nil
        }, box.toOpaque())
    precondition(status == 0, "a test cannot start a thread")
    pthread_detach(thread)
}

private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
