import HTTPTypes

/// Finds the client behind reverse proxies.
///
/// Each proxy adds whom it speaks for at the end of a field; what stands there when the request comes to the first of them is
/// the client's own invention. So the field is read from its end, for as long as trusted proxies have written it.
struct ClientFinder: Sendable {
    let trustedProxies: [IPNetwork]

    /// The client's address as far as it can be told.
    ///
    /// - Parameter peer: the connection's other end; nil where it has no address.
    func client(_ peer: IPAddress?, _ headers: HTTPFields) -> IPAddress? {
        guard var client = peer, trustedProxies.include(client) else { return peer }
        for address in ForwardedAddresses.read(headers).reversed() {
            // A name in place of an address: whoever it is, the last proxy that is known speaks for it.
            guard let address else { break }
            client = address
            guard trustedProxies.include(address) else { break }
        }
        return client
    }
}
