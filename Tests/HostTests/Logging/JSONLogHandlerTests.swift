import FoundationEssentials
import Host
import Logging
import Synchronization
import Testing

@Suite struct JSONLogHandlerTests {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
        var text: [String] { all.withLock { $0 } }

        func logger() -> Logger {
            Logger(label: "nixery") { label in
                JSONLogHandler(label: label) { bytes in
                    self.all.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
                }
            }
        }
    }

    @Test(arguments: [
        "plain", "quote \" backslash \\", "line\nend\r\ttab", "\u{0}\u{1}\u{1F}\u{7F}", "\u{2028}\u{2029}\u{85}",
        "üñí 🎈 e\u{301}", "</script>", "{\"level\":\"error\"}",
    ])
    func `whatever a message holds, it is one line of JSON that reads back`(_ text: String) throws {
        let lines = Lines()
        lines.logger().info("\(text)", metadata: ["key \(text)": .string(text)])
        try #require(lines.text.count == 1)
        let line = lines.text[0]
        #expect(line.hasSuffix("\n"))
        #expect(line.dropLast().unicodeScalars.allSatisfy { $0.value >= 32 && !(127..<160).contains($0.value) })
        let read = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
        #expect(read["message"] == text)
        #expect(read["key \(text)"] == text)
        #expect(read["level"] == "info")
        #expect(read["logger"] == "nixery")
    }

    @Test func `numbers, truth values, lists and maps keep their kind`() {
        let lines = Lines()
        lines.logger().warning(
            "m",
            metadata: [
                "int": .stringConvertible(7), "double": .stringConvertible(0.25), "true": .stringConvertible(true),
                "nan": .stringConvertible(Double.nan), "list": ["a", .stringConvertible(1)], "map": ["k": "v"],
            ])
        let line = lines.text.joined()
        for part in [
            #""int":7"#, #""double":0.25"#, #""true":true"#, #""nan":"nan""#, #""list":["a",1]"#, #""map":{"k":"v"}"#,
        ] { #expect(line.contains(part), "\(part)") }
    }

    @Test func `metadata cannot pose as the record's own fields`() {
        let lines = Lines()
        lines.logger().info("real", metadata: ["message": "false", "level": "error"])
        #expect(lines.text.joined().contains(#""message":"real","_level":"error","_message":"false"}"#))
    }

    @Test func `a record's own metadata wins over the logger's`() {
        let lines = Lines()
        var logger = lines.logger()
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        logger.info("m", metadata: ["a": "record"])
        #expect(lines.text.joined().contains(#""a":"record","b":"logger""#))
    }

    @Test func `levels below the logger's are not written`() {
        let lines = Lines()
        lines.logger().debug("hidden")
        #expect(lines.text == [])
    }
}
