extension ServerConfiguration {
    /// Reads the section `server`.
    ///
    /// - `address`: an IP address or host name to listen on; 0.0.0.0.
    /// - `port`: 0 to 65535, where 0 takes any free port; 8080. Also `PORT`.
    /// - `accessLog`: true or false; true.
    /// - `logLevel`: `trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical`; info.
    /// - `logFormat`: `json` or `text`; json.
    /// - `catalog`: answer `/v2/_catalog`; false.
    /// - `blobs`: `redirect` or `proxy`; redirect.
    /// - `proxyNetworks`, `redirectNetworks`: networks whose clients get blobs in that way in any case; a client in both gets
    ///   them by proxy.
    /// - `trustedProxies`: networks of reverse proxies whose `X-Forwarded-For` or `Forwarded` is believed; none.
    /// - `shutdownGrace`: a duration; 30s.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        try section.scalar("address", &address, .text)
        try section.scalar("port", &port, .integer(0...65535))
        try section.scalar("accessLog", &accessLog, .boolean)
        try section.scalar("logLevel", &logLevel, .choice())
        try section.scalar("logFormat", &logFormat, .choice())
        try section.scalar("catalog", &catalog, .boolean)
        try section.scalar("blobs", &blobs.way, .choice())
        try section.list("proxyNetworks", &blobs.proxyNetworks, .network)
        try section.list("redirectNetworks", &blobs.redirectNetworks, .network)
        try section.list("trustedProxies", &trustedProxies, .network)
        try section.scalar("shutdownGrace", &shutdownGrace, .duration(.zero ... .seconds(3600)))
    }
}
