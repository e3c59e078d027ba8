import Testing

@testable import Storage

@Suite struct CloudTimeTests {
    @Test func `times are read and written in the services' forms`() {
        #expect(CloudTime.parseHTTP("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
        #expect(CloudTime.parseISO("2013-05-24T00:00:00Z") == 1_369_353_600)
        #expect(CloudTime.parseISO("2013-05-24T00:00:00.123Z") == 1_369_353_600)
        #expect(CloudTime.compact(1_369_353_600) == "20130524T000000Z")
    }

    @Test(arguments: [
        "", "now", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Xxx 1994 08:49:37 GMT", "2013-05-24T00:00:00",
    ])
    func `other texts are no times`(_ text: String) {
        #expect(CloudTime.parseHTTP(text) == nil)
        #expect(CloudTime.parseISO(text) == nil)
    }

    @Test(arguments: [("a/b c", "a%2Fb%20c"), ("-._~", "-._~"), ("ü=+", "%C3%BC%3D%2B")])
    func `percent-encoding leaves what is unreserved`(_ text: String, _ encoded: String) {
        #expect(PercentEncoding.encode(text) == encoded)
        #expect(PercentEncoding.encode("\(text)/", keepsSlash: true).hasSuffix("/"))
    }
}
