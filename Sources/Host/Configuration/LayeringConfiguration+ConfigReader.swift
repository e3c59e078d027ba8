import Layering

extension LayeringConfiguration {
    /// Reads the section `layering`.
    ///
    /// - `strategy`: `largest`, `single`, `nixery`, `popularity` or `size-first`; largest.
    /// - `budget`: how many layers store paths may take, 1 to 126; 94.
    init(reading section: ConfigSection) throws(ConfigurationError) {
        self.init()
        try section.scalar("strategy", &strategy, .choice())
        try section.scalar("budget", &budget, .layerBudget)
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
