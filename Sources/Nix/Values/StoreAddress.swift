/// The address of another Nix store, as `nix copy --to` takes it (Nix manual, "Store types"): a folder or server that is a binary
/// cache, or a machine that ssh reaches.
package struct StoreAddress: Hashable, Sendable, CustomStringConvertible {
    /// As Nix takes it. Everybody on the machine sees it in the list of processes.
    package let value: String

    /// The kinds that can be copied to from here, before `://`.
    package static let schemes = ["file", "http", "https", "s3", "ssh", "ssh-ng"]

    /// nil for what is no address of such a store.
    package init?(_ text: String) {
        guard let end = text.firstRange(of: "://"), Self.schemes.contains(String(text[..<end.lowerBound])),
            end.upperBound != text.endIndex, !text.contains(where: \.isWhitespace)
        else { return nil }
        value = text
    }

    /// Without its parameters.
    package var description: String { String(value.prefix { $0 != "?" }) }
}
