import Glibc

extension ScriptedServer {
    /// nil when the connection ends before the request does.
    static func readRequest(_ connection: CInt) -> Request? {
        var bytes: [UInt8] = []
        var end: Int?
        while end == nil {
            guard readSome(connection, into: &bytes) else { return nil }
            end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
        }
        guard let end else { return nil }
        let text = String(decoding: bytes[..<end], as: UTF8.self)
        let lines = text.split(separator: "\r\n")
        let first = lines[0].split(separator: " ")
        guard first.count == 3 else { return nil }
        let headers = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            return (line[..<colon].lowercased(), String(value))
        }
        let fields = Dictionary(headers) { first, _ in first }
        let length = fields["content-length"].flatMap { Int($0) } ?? 0
        while bytes.count < end + length {
            guard readSome(connection, into: &bytes) else { return nil }
        }
        return Request(
            method: String(first[0]), target: String(first[1]), headers: fields, body: Array(bytes[end...]))
    }

    /// - Returns: whether there was something to read.
    private static func readSome(_ connection: CInt, into bytes: inout [UInt8]) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = read(connection, &buffer, buffer.count)
        bytes += buffer.prefix(max(0, count))
        return count > 0
    }
}
