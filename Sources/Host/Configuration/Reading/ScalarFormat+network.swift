extension ScalarFormat where Value == IPNetwork {
    /// A network in CIDR notation, or one address.
    static var network: Self {
        Self(
            expected: "a network such as 10.0.0.0/8 or fd00::/8, without bits after its prefix, or an address",
            parse: { IPNetwork($0) }, render: \.description)
    }
}
