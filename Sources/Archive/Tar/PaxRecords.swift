/// The body of a pax extended header: what does not fit into the fields of a ustar header.
///
/// Source: POSIX.1-2017, pax, "pax Extended Header". Each record is `LENGTH KEY=VALUE\n`, and LENGTH counts itself.
struct PaxRecords {
    private(set) var bytes: [UInt8] = []

    var isEmpty: Bool { bytes.isEmpty }

    /// Adds a path. POSIX wants UTF-8 here unless the header says that its values are plain bytes.
    mutating func add(_ key: String, _ value: ByteString) {
        if String(validating: value.bytes, as: UTF8.self) == nil { add("hdrcharset", Array("BINARY".utf8)) }
        add(key, value.bytes)
    }

    /// Adds a number.
    mutating func add(_ key: String, _ value: Int64) { add(key, Array(String(value).utf8)) }

    private mutating func add(_ key: String, _ value: [UInt8]) {
        let rest = key.utf8.count + value.count + 3
        var length = rest + String(rest).utf8.count
        length = rest + String(length).utf8.count
        bytes += Array("\(length) \(key)=".utf8) + value + [UInt8(ascii: "\n")]
    }
}
