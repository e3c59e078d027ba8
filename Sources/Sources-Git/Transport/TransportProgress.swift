/// What happens on a connection; each is a sign that the server is alive.
enum TransportProgress: Hashable, Sendable {
    /// The server has answered.
    case connected
    case receiving(objects: Int, total: Int, bytes: Int64)
    /// The server's own words, without control characters.
    case message(String)
}
