import Conformance
import Glibc
import Subprocess
import SystemPackage
import Testing

@testable import Host

/// Whom a downloader believes over https.
@Suite(.requires("openssl")) struct DownloaderTLSTests {
    @Test func `A private authority is believed where it is configured, and nowhere else`() async throws {
        try await withTemporaryFolder { folder in
            try await shell(
                "openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out cert -days 2 -subj /CN=localhost "
                    + "-addext subjectAltName=IP:127.0.0.1", in: folder)
            try folder.appending("file").write("content")
            try await withTLSServer(in: folder) { port in
                let address = try FetchAddress("https://127.0.0.1:\(port)/file")
                let content = try await downloader(folder.appending("cert")).get(address)
                #expect(content == Array("content".utf8))
                await #expect {
                    _ = try await downloader(nil).get(address)
                } throws: { "\($0)".contains("certificate is not from a trusted authority") }
                await #expect {
                    _ = try await downloader(folder.appending("none")).get(address)
                } throws: { "\($0)".contains("the file of certificate authorities") }
            }
        }
    }

    private func downloader(_ caFile: FilePath?) throws -> Downloader {
        Downloader(
            limits: NetworkLimits(), caFile: caFile, proxies: try ProxyRules(configured: nil, environment: [:]))
    }

    /// Serves the folder's files by `openssl s_server`, on a port that it chooses and prints.
    private func withTLSServer(in folder: FilePath, _ body: @Sendable (Int) async throws -> Void) async throws {
        let outcome = try await Subprocess.run(
            .name("openssl"),
            arguments: ["s_server", "-accept", "127.0.0.1:0", "-key", "key", "-cert", "cert", "-WWW"],
            workingDirectory: folder, input: .none, output: .sequence, error: .discarded
        ) { execution -> Result<Void, any Error> in
            defer { kill(execution.processIdentifier.value, SIGTERM) }
            do {
                var printed = ""
                for try await buffer in execution.standardOutput {
                    printed += buffer.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
                    // `ACCEPT 127.0.0.1:PORT` and a line's end.
                    guard let line = printed.split(separator: "ACCEPT 127.0.0.1:").dropFirst().first,
                        let end = line.firstIndex(of: "\n"), let port = Int(line[..<end])
                    else { continue }
                    try await body(port)
                    return .success(())
                }
                throw Errno.brokenPipe
            } catch {
                return .failure(error)
            }
        }
        try outcome.closureResult.get()
    }

    private func shell(_ command: String, in folder: FilePath) async throws {
        let result = try await Subprocess.run(
            .name("sh"), arguments: ["-c", command], workingDirectory: folder, output: .discarded, error: .discarded)
        #expect(result.terminationStatus.isSuccess, "\(command)")
    }
}
