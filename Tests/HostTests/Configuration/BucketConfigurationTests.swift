import Storage
import SystemPackage
import Testing

@testable import Host

@Suite struct BucketConfigurationTests {
    @Test func `every key of a bucket reaches the store, and is printed so that it can be read again`() throws {
        let yaml = """
            storage:
              backend: s3
              s3:
                bucket: layers
                region: eu-central-1
                endpoint: https://s3.example.org
                prefix: registry/
                pathStyle: false
                profile: build
                caFile: ca.pem
                partSize: 8M
                linkLifetime: 5m
            """
        try ConfigurationFixture.with(yaml) { fixture in
            let loaded = try fixture.load()
            var expected = S3Configuration(bucket: "layers")
            expected.region = "eu-central-1"
            expected.endpoint = "https://s3.example.org"
            expected.prefix = "registry/"
            expected.pathStyle = false
            expected.profile = "build"
            expected.caFile = fixture.folder.appending("ca.pem")
            expected.partSize = 8 << 20
            expected.linkLifetime = .seconds(300)
            #expect(loaded.configuration.storage.s3 == expected)
            try ConfigurationFixture.write(loaded.yaml, to: fixture.file)
            #expect(try fixture.load().configuration.storage.s3 == expected)
        }
    }

    @Test func `a bucket's name in a variable is enough`() throws {
        let environment = ["NIXERY_STORAGE_BACKEND": "s3", "NIXERY_STORAGE_S3_BUCKET": "layers"]
        let loaded = try ConfigurationFixture.with { try $0.load(environment) }
        #expect(loaded.configuration.storage.s3 == S3Configuration(bucket: "layers"))
    }
}
