import Testing

@testable import Storage

/// The examples of the Amazon S3 API reference, "Signature Calculations for the Authorization Header" and "Authenticating
/// Requests: Using Query Parameters".
@Suite struct S3SignerTests {
    private static let signer = S3Signer(
        credentials: S3Credentials(
            accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")),
        region: "us-east-1")
    /// Friday, 24 May 2013, midnight.
    private static let time: Int64 = 1_369_353_600
    private static let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private static func target(_ path: String, _ query: [(name: String, value: String)] = []) -> S3Target {
        S3Target(scheme: "https", host: "examplebucket.s3.amazonaws.com", path: path, query: query)
    }

    struct Example: CustomTestStringConvertible {
        let testDescription: String
        let method: String
        let target: S3Target
        var headers: [(name: String, value: String)] = []
        var payload = nothing
        let names: String
        let signature: String
    }

    static let examples = [
        Example(
            testDescription: "get a part of an object", method: "GET", target: target("/test.txt"),
            headers: [("Range", "bytes=0-9")], names: "host;range;x-amz-content-sha256;x-amz-date",
            signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        Example(
            testDescription: "put an object", method: "PUT", target: target("/test%24file.text"),
            headers: [("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
            payload: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
            names: "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
            signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
        Example(
            testDescription: "a query without a value", method: "GET", target: target("/", [("lifecycle", "")]),
            names: "host;x-amz-content-sha256;x-amz-date",
            signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        Example(
            testDescription: "list objects", method: "GET", target: target("/", [("prefix", "J"), ("max-keys", "2")]),
            names: "host;x-amz-content-sha256;x-amz-date",
            signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ]

    @Test(arguments: examples) func `signs in headers as the reference does`(_ example: Example) throws {
        let headers = Self.signer.headers(
            example.method, example.target, example.headers, payload: example.payload, time: Self.time)
        let authorization = try #require(headers.first { $0.name == "Authorization" }?.value)
        #expect(
            authorization == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + "SignedHeaders=\(example.names),Signature=\(example.signature)")
        #expect(headers.contains { $0 == ("x-amz-date", "20130524T000000Z") })
    }

    @Test func `signs a URL as the reference does`() {
        let url = Self.signer.url("GET", Self.target("/test.txt"), lifetime: 86_400, time: Self.time)
        #expect(
            url.value == "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
    }

    @Test func `a session's token is sent and signed`() {
        var credentials = Self.signer.credentials
        credentials.token = Secret("to/ken")
        let signer = S3Signer(credentials: credentials, region: "us-east-1")
        let headers = signer.headers("GET", Self.target("/a"), [], payload: Self.nothing, time: Self.time)
        #expect(headers.contains { $0 == ("x-amz-security-token", "to/ken") })
        #expect(
            headers.contains {
                $0.value.contains("SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,")
            })
        let url = signer.url("GET", Self.target("/a"), lifetime: 1, time: Self.time).value
        #expect(url.contains("X-Amz-Security-Token=to%2Fken"))
    }
}
