import Nix

extension NixConfiguration {
    /// Reads the section `nix`.
    ///
    /// - `buildTimeout`: for each builder, a duration; 60s. Also `NIX_TIMEOUT`.
    /// - `evaluationTimeout`: a duration; 2m.
    /// - `maximumHeap`: a size; 4G.
    /// - `memory`: a size or `none`; none.
    /// - `processes`: 1 to 256; 4.
    /// - `builds`: 1 to 1024; 4.
    /// - `queue`: 0 to 100000; 64.
    /// - `pushTo`: the address of a store, as `nix copy --to` takes it, without a password; none.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        let times = Duration.seconds(1) ... .seconds(7 * 86_400)
        try section.scalar("buildTimeout", &buildTimeout, .duration(times))
        try section.scalar("evaluationTimeout", &evaluationTimeout, .duration(times))
        let sizes: ClosedRange<Int64> = (64 << 20)...(1 << 50)
        try section.scalar("maximumHeap", &maximumHeap, .size(sizes))
        try section.scalar("memory", &memory, .optionalSize(sizes))
        try section.scalar("processes", &processes, .integer(1...256))
        try section.scalar("builds", &builds, .integer(1...1024))
        try section.scalar("queue", &queue, .integer(0...100_000))
        if let address = try section.text("pushTo"), AddressUser.holdsSecret(address.text) {
            let reason = "it holds a user's name or password; Nix finds them in the file of its setting 'netrc-file'"
            throw ConfigurationError(.unusable(key: section.dotted("pushTo"), reason: reason), at: address.origin)
        }
        try section.scalar("pushTo", &pushTo, .storeAddress)
    }
}

extension ScalarFormat where Value == StoreAddress {
    /// A store that can be copied to; its parameters are hidden when it is printed.
    fileprivate static var storeAddress: Self {
        Self(
            expected: "the address of a Nix store: one of \(StoreAddress.schemes.joined(separator: ", ")), then '://'",
            parse: { StoreAddress($0) }, render: { AddressUser.hidingQuery($0.value) })
    }
}
