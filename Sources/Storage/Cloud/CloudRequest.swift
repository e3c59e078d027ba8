/// One request to a service over HTTP.
package struct CloudRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case put = "PUT"
        case post = "POST"
        case delete = "DELETE"
    }

    package var method: Method
    /// Percent-encoded. Its query may hold a signature and is never shown.
    package var url: String
    /// Never shown.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(_ method: Method, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

extension CloudRequest: CustomStringConvertible {
    /// Method and address without query.
    package var description: String { "\(method.rawValue) \(url.prefix { $0 != "?" })" }
}
