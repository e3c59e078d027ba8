/// Words of a server or another program, made fit for a log line.
enum PlainText {
    /// The text in one line, control characters and runs of white space as one space.
    static func clean(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: Array(bytes), as: UTF8.self)
            .split { $0.isWhitespace || $0.unicodeScalars.contains { $0.properties.generalCategory == .control } }
            .joined(separator: " ")
    }
}
