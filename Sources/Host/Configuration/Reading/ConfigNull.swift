/// YAML's ways to write nothing (YAML 1.2, section 10.3.2).
enum ConfigNull {
    static func isNull(_ text: String) -> Bool { ["", "~", "null", "Null", "NULL"].contains(text) }
}
