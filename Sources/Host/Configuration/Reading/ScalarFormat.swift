/// How one kind of scalar is written: in the file, in a variable and on the command line alike.
struct ScalarFormat<Value> {
    /// What the value must be, to stand after "must be".
    let expected: String
    /// nil for text that is not such a value.
    let parse: (String) -> Value?
    /// The text that `nixery config` prints. It parses to the same value, but for secrets, which are hidden here.
    let render: (Value) -> String

    init(expected: String, parse: @escaping (String) -> Value?, render: @escaping (Value) -> String) {
        self.expected = expected
        self.parse = parse
        self.render = render
    }
}

extension ScalarFormat where Value == Bool {
    static var boolean: Self {
        Self(expected: "true or false", parse: { Bool($0) }, render: { String($0) })
    }
}

extension ScalarFormat where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> Self {
        Self(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        } render: {
            String($0)
        }
    }
}

extension ScalarFormat where Value: CaseIterable & RawRepresentable<String> {
    /// One of the type's cases.
    ///
    /// - Parameter allowed: the cases that may be given; nil for all.
    static func choice(among allowed: [Value]? = nil) -> Self {
        let known = (allowed ?? Array(Value.allCases)).map(\.rawValue)
        let expected = known.count == 1 ? "'\(known[0])'" : "one of \(known.joined(separator: ", "))"
        return Self(expected: expected, parse: { known.contains($0) ? Value(rawValue: $0) : nil }, render: \.rawValue)
    }
}
