package import SystemPackage

/// A certificate authority of a test, with a certificate for `localhost`.
package struct TestAuthority: Sendable {
    /// What clients trust.
    package let certificate: FilePath
    /// The server's certificate and key in one file.
    package let server: FilePath

    /// Needs `openssl`.
    package init(in folder: FilePath) async throws {
        try folder.makeFolders()
        try await ServerProcess.shell(
            """
            key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
            openssl req -x509 $key -days 3650 -subj /CN=test-authority -keyout ca.key -out ca.pem
            openssl req $key -subj /CN=localhost -keyout server.key -out server.csr
            echo "subjectAltName=DNS:localhost,IP:127.0.0.1" >names
            openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -extfile names -out server.crt
            cat server.crt server.key >server.pem
            """, in: folder)
        certificate = folder.appending("ca.pem")
        server = folder.appending("server.pem")
    }
}
