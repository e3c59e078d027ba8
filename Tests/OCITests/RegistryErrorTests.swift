import OCI
import Testing

@Suite struct RegistryErrorTests {
    @Test func theBodyIsThatOfTheSpecification() throws {
        let error = RegistryError(.manifestUnknown, "no \"x\" in a/b", detail: ["near": "y", "Missing": "x"])
        #expect(
            String(decoding: try error.body(), as: UTF8.self)
                == #"{"errors":[{"code":"MANIFEST_UNKNOWN","detail":{"Missing":"x","near":"y"},"message":"no \"x\" in a/b"}]}"#
        )
    }

    @Test(arguments: [
        (RegistryError.Code.blobUnknown, "BLOB_UNKNOWN", 404), (.digestInvalid, "DIGEST_INVALID", 400),
        (.manifestUnknown, "MANIFEST_UNKNOWN", 404), (.nameInvalid, "NAME_INVALID", 400),
        (.nameUnknown, "NAME_UNKNOWN", 404), (.denied, "DENIED", 403), (.unsupported, "UNSUPPORTED", 405),
        (.tooManyRequests, "TOOMANYREQUESTS", 429), (.notFound, "NOT_FOUND", 404), (.badRequest, "BAD_REQUEST", 400),
        (.unavailable, "UNAVAILABLE", 503), (.internalError, "INTERNAL_ERROR", 500),
    ]) func codesHaveTheirSpellingAndStatus(_ code: RegistryError.Code, spelling: String, status: Int) {
        #expect(code.rawValue == spelling)
        #expect(code.status == status)
    }
}
