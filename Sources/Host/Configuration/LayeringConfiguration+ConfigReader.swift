import Layering

extension LayeringConfiguration {
    /// Reads the section `layering`.
    ///
    /// - `strategy`: `families`, `largest`, `single`, `nixery`, `popularity`, `size-first` or `script`; families.
    /// - `budget`: how many layers store paths may take, 1 to 126; 94.
    /// - `table`: a file that says which packages are a family; none. For the strategy `families`.
    /// - `popularity`: a URL or path of a file that says how popular packages are; none. For the strategy `nixery`. Also
    ///   `NIX_POPULARITY_URL`.
    /// - `record`: whether the packages of each image that is built are recorded; false.
    /// - `script`: a section with the executable that plans, see ``ScriptConfiguration``. For the strategy `script`.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        try section.scalar("strategy", &strategy, .choice())
        try section.scalar("budget", &budget, .layerBudget)
        try section.path("table", &table)
        try section.addressOrPath("popularity", &popularity)
        try section.scalar("record", &record, .boolean)
        let program = try section.context.overrides.given(section.dotted("script.program"))
        guard section.node("script") != nil || program != nil || strategy == .script else { return }
        script = try section.section("script") { script throws(ConfigurationError) in
            try ScriptConfiguration(reading: script, hint: "plans layers")
        }
    }
}

extension ScalarFormat where Value == LayerBudget {
    /// A whole number that ``LayerBudget`` takes; the range is its own.
    static var layerBudget: Self {
        Self(expected: "a whole number from 1 to 126") { text in
            // Whatever is wrong with it, the sentence about what is expected says it.
            Int(text).flatMap { try? LayerBudget($0) }
        } render: {
            String($0.layers)
        }
    }
}
