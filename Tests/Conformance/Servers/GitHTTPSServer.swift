package import SystemPackage

/// Git repositories of a folder over https on loopback, by `git-https.py` in this folder. Needs `python3` and `git`.
package struct GitHTTPSServer: Sendable {
    /// `https://localhost:PORT`, or `http://…` without a certificate.
    package let address: String
    private let log: FilePath

    /// How it behaves; see the program's own help.
    package struct Options: Sendable {
        /// PEM file with certificate and key; nil for plain http.
        package var certificate: FilePath?
        /// `NAME:PASSWORD`.
        package var user: String?
        package var arguments: [String] = []

        package init(certificate: FilePath?, user: String? = nil, arguments: [String] = []) {
            self.certificate = certificate
            self.user = user
            self.arguments = arguments
        }
    }

    /// - Parameter folder: holds the bare repositories; files of the server go beside it.
    package static func run<Result: Sendable>(
        _ folder: FilePath, _ options: Options, body: @Sendable @escaping (GitHTTPSServer) async throws -> Result
    ) async throws -> Result {
        let own = FilePath("\(folder)-server-\(UInt32.random(in: 0...UInt32.max))")
        try own.makeFolders()
        var arguments = [script, folder.string] + options.arguments
        if let file = options.certificate { arguments += ["--certificate", file.string] }
        if let user = options.user {
            // In a file: tests look for it in arguments.
            try own.appending("user").write(user)
            arguments += ["--user-file", own.appending("user").string]
        }
        let scheme = options.certificate == nil ? "http" : "https"
        let log = own.appending("log")
        return try await ServerProcess.run(
            "python3", arguments, log: log,
            isReady: { $0.contains("\n") ? $0.split(separator: "\n").first.flatMap { Int($0) } : nil },
            body: { try await body(GitHTTPSServer(address: "\(scheme)://localhost:\($0)", log: log)) })
    }

    /// Every request so far: method, path and status.
    package func requests() throws -> [String] {
        try ServerProcess.text(of: log).split(separator: "\n").dropFirst().map(String.init)
    }

    private static let script = FilePath(#filePath).removingLastComponent().appending("git-https.py").string
}
