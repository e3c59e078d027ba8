import Testing

@testable import Host

@Suite("How scalars are written")
struct ScalarFormatTests {
    @Test(
        "Durations",
        arguments: [
            ("0", 0), ("90", 90), ("90s", 90), ("5m", 300), ("2h", 7200), ("1d", 86_400), ("007", 7),
            ("", nil), ("s", nil), ("-1", nil), ("+1", nil), ("1.5s", nil), ("5 m", nil), ("5min", nil), ("5M", nil),
            ("٣", nil), ("99999999999999999999", nil), ("9223372036854775807d", nil), ("400d", nil),
        ] as [(String, Int?)])
    func durations(_ text: String, _ seconds: Int?) {
        let format = ScalarFormat<Duration>.duration(.zero ... .seconds(365 * 86_400))
        #expect(format.parse(text) == seconds.map { .seconds($0) })
    }

    @Test(
        "Sizes",
        arguments: [
            ("0", 0), ("1000", 1000), ("1K", 1024), ("512M", 512 << 20), ("2G", 2 << 30), ("1T", 1 << 40),
            ("2g", nil), ("2GB", nil), ("G", nil), ("-1", nil), ("9000000T", nil), ("2T", nil),
        ] as [(String, Int64?)])
    func sizes(_ text: String, _ bytes: Int64?) {
        #expect(ScalarFormat<Int64>.size(0...(1 << 40)).parse(text) == bytes)
    }

    @Test(
        "Rendered in the largest unit that leaves a whole number, and read back",
        arguments: [0, 1, 59, 60, 90, 3600, 5400, 86_400])
    func rendering(seconds: Int) {
        let format = ScalarFormat<Duration>.duration(.zero ... .seconds(86_400))
        let text = format.render(.seconds(seconds))
        #expect(format.parse(text) == .seconds(seconds))
        #expect(text.count <= 4)
    }

    @Test("A size or none", arguments: [("none", .some(nil)), ("1K", .some(1024)), ("no", nil)] as [(String, Int64??)])
    func optionalSize(_ text: String, _ value: Int64??) {
        #expect(ScalarFormat<Int64?>.optionalSize(0...4096).parse(text) == value)
    }

    @Test(
        "Container ports",
        arguments: [
            ("80", true), ("80/tcp", true), ("53/udp", true), ("0", false), ("65536", false), ("80/", false),
            ("80/sctp", false), ("a", false), ("", false), ("80/tcp/x", false),
        ])
    func ports(_ text: String, _ isPort: Bool) {
        #expect((ScalarFormat<String>.containerPort.parse(text) != nil) == isPort)
    }

    @Test(
        "Edit distance counts slips of the keyboard",
        arguments: [
            ("port", "port", 0), ("prot", "port", 1), ("pot", "port", 1), ("poort", "port", 1), ("abc", "", 3),
            ("kitten", "sitting", 3), ("ab", "ba", 1), ("ca", "abc", 3),
        ])
    func editDistance(_ left: String, _ right: String, _ distance: Int) {
        #expect(EditDistance.between(left, right) == distance)
        #expect(EditDistance.between(right, left) == distance)
    }
}
