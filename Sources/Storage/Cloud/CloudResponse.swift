/// A service's answer.
package struct CloudResponse: Sendable {
    package let status: Int
    private let headers: [(name: String, value: String)]
    /// All of it, up to the limit that the caller set.
    package let body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// A header's first value; its name is compared without regard to case.
    package func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }

    /// The body's length as the head says it.
    package var contentLength: Int64? { header("Content-Length").flatMap { Int64($0) } }

    /// The whole object's size, and which part of it the answer holds: `bytes 0-4/10` (RFC 9110, 14.4).
    var contentRange: (size: Int64, range: Range<Int64>)? {
        let numbers = header("Content-Range")?.drop { !$0.isNumber }.split { "-/".contains($0) }.map { Int64($0) } ?? []
        guard numbers.count == 3, let first = numbers[0], let last = numbers[1], let size = numbers[2],
            first >= 0, first <= last, last < size
        else { return nil }
        return (size, first..<(last + 1))
    }
}

/// An answer whose body is still on its way.
package struct CloudDownload: Sendable {
    /// Its body is empty for a success, and that of the answer for anything else.
    package let response: CloudResponse
    /// A success's body; can be iterated once. When the connection ends before it does, or the task is cancelled, it ends
    /// with an error.
    package let chunks: ObjectStream<[UInt8]>
}
