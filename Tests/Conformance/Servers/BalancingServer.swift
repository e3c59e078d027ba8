import Storage
import Synchronization
import SystemPackage

/// Spreads TCP connections over servers that come and go: see `balance.py`.
package final class BalancingServer: Sendable {
    /// Where clients connect.
    package let address: String
    private let file: FilePath
    private let ports = Mutex<[Int: String]>([:])

    private init(port: String, file: FilePath) {
        address = "http://127.0.0.1:\(port)"
        self.file = file
    }

    package static func run<Result: Sendable>(
        body: @Sendable @escaping (BalancingServer) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let file = folder.appending("ports")
            try file.write("")
            let script = FilePath(#filePath).removingLastComponent().appending("balance.py").string
            return try await ServerProcess.run(
                "python3", [script, file.string], log: folder.appending("log"),
                isReady: { $0.contains("\n") ? $0.split(separator: "\n").first.map(String.init) : nil },
                body: { try await body(BalancingServer(port: $0, file: file)) })
        }
    }

    /// Sends connections to a server from now on, in place of the one that had the number before.
    package func set(_ number: Int, to address: String) throws {
        let port = address.split(separator: ":").last.map(String.init) ?? ""
        try ports.withLock { ports in
            ports[number] = port
            // In one step: it is read for each connection.
            let new = file.removingLastComponent().appending("ports.new")
            try new.write(ports.values.joined(separator: "\n"))
            try SystemCall.rename(new, to: file)
        }
    }
}
