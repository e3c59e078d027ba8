import Testing

@testable import Storage

@Suite struct S3PlaceTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        var bucket = "bucket"
        var region: String?
        var endpoint: String?
        var pathStyle: Bool?
        var prefix = ""
        var environment: [String: String] = [:]
        let url: String
    }

    @Test(arguments: [
        Case(testDescription: "Amazon's", url: "https://bucket.s3.us-east-1.amazonaws.com/objects/a/b%3Dc"),
        Case(
            testDescription: "another region", region: "eu-central-1",
            url: "https://bucket.s3.eu-central-1.amazonaws.com/objects/a/b%3Dc"),
        Case(
            testDescription: "China has a domain of its own", region: "cn-north-1",
            url: "https://bucket.s3.cn-north-1.amazonaws.com.cn/objects/a/b%3Dc"),
        Case(
            testDescription: "a dot does not fit the certificate", bucket: "my.bucket",
            url: "https://s3.us-east-1.amazonaws.com/my.bucket/objects/a/b%3Dc"),
        Case(
            testDescription: "path style", pathStyle: true,
            url: "https://s3.us-east-1.amazonaws.com/bucket/objects/a/b%3Dc"),
        Case(
            testDescription: "others want the path", endpoint: "http://minio:9000",
            url: "http://minio:9000/bucket/objects/a/b%3Dc"),
        Case(
            testDescription: "unless told", endpoint: "https://example.org", pathStyle: false,
            url: "https://bucket.example.org/objects/a/b%3Dc"),
        Case(
            testDescription: "a path at the endpoint", endpoint: "https://example.org/s3/", prefix: "reg/",
            url: "https://example.org/s3/bucket/reg/objects/a/b%3Dc"),
        Case(
            testDescription: "a port that goes without saying is not in the Host header",
            endpoint: "https://Example.org:443", url: "https://example.org/bucket/objects/a/b%3Dc"),
        Case(
            testDescription: "the environment", environment: ["AWS_DEFAULT_REGION": "eu-west-3", "AWS_REGION": ""],
            url: "https://bucket.s3.eu-west-3.amazonaws.com/objects/a/b%3Dc"),
        Case(
            testDescription: "an endpoint of the environment", environment: ["AWS_ENDPOINT_URL_S3": "http://ceph"],
            url: "http://ceph/bucket/objects/a/b%3Dc"),
    ])
    func `an object has the address that the service wants`(_ example: Case) throws {
        var configuration = S3Configuration(bucket: example.bucket)
        configuration.region = example.region
        configuration.endpoint = example.endpoint
        configuration.pathStyle = example.pathStyle
        configuration.prefix = example.prefix
        let place = try S3Place(configuration, environment: example.environment)
        #expect(place.target(place.object(try ObjectKey("a/b=c"))).url == example.url)
    }
}
