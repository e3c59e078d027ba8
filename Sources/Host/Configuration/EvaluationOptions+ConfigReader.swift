import Nix

extension EvaluationOptions {
    /// Reads the keys that every kind of source has for its evaluation.
    ///
    /// - `restrict`: confine the evaluator to the source; true.
    /// - `importFromDerivation`: let the package set build while it is evaluated; false.
    /// - `allowedURIs`: prefixes of URIs that a confined evaluation may fetch; none.
    /// - `nixPath`: entries of `NIX_PATH`; none.
    /// - `arguments`: arguments of the package set's function by name: strings, numbers and booleans; none.
    mutating func read(_ section: ConfigSection) throws(ConfigurationError) {
        try section.scalar("restrict", &restrict, .boolean)
        try section.scalar("importFromDerivation", &importFromDerivation, .boolean)
        try section.addresses("allowedURIs", &allowedURIs)
        try section.addresses("nixPath", &nixPath)
        try section.jsonScalars("arguments", &arguments)
    }
}
