/// One output of a derivation and the path it has.
package struct DerivationOutput: Hashable, Sendable, Codable {
    /// The derivation; a hint, since garbage collection may remove it.
    package let drvPath: StorePath
    /// `out`, `dev` and so on.
    package let outputName: String
    /// Where the output lies once it is realised.
    package let outPath: StorePath

    package init(drvPath: StorePath, outputName: String, outPath: StorePath) {
        self.drvPath = drvPath
        self.outputName = outputName
        self.outPath = outPath
    }

    /// How `nix-store --realise` is told to make this output and no other.
    var installable: String { "\(drvPath.path)!\(outputName)" }
}
