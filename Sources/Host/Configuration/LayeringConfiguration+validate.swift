import SystemPackage

extension LayeringConfiguration {
    /// Checks that what is given is for the strategy, and that the files that it names are there.
    func validate(_ check: ConfigurationCheck) throws(ConfigurationError) {
        try expect(.families, for: "layering.table", given: table != nil, check)
        try expect(.nixery, for: "layering.popularity", given: popularity != nil, check)
        try expect(.script, for: "layering.script.program", given: script != nil, check)
        switch strategy {
        case .families: try check.readable(table, "layering.table")
        case .nixery where popularity?.hasPrefix("/") == true:
            try check.readable(popularity.map { FilePath($0) }, "layering.popularity")
        case .script: try check.executable(script?.program, "layering.script.program")
        default: break
        }
    }

    /// Refuses what is for another strategy than the one in force.
    ///
    /// Two things are let through and change nothing: the file's keys when a variable or flag chooses another strategy for
    /// once, and Nixery's own variable for the popularity, about which there is a warning instead.
    private func expect(
        _ wanted: Strategy, for key: String, given: Bool, _ check: ConfigurationCheck
    ) throws(ConfigurationError) {
        guard given, strategy != wanted else { return }
        switch (check.origins["layering.strategy"], check.origins[key]) {
        case (.flag, .file), (.environment, .file), (_, .environment("NIX_POPULARITY_URL")): return
        default: throw check.refusal(key, "it is for the strategy '\(wanted.rawValue)', not '\(strategy.rawValue)'")
        }
    }
}
