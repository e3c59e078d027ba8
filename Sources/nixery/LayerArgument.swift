import ArgumentParser
import Host
import Layering

/// Words of `nixery layers` on the command line, for `@Option(transform:)`: what is wrong is the command line's fault.
enum LayerArgument {
    static func budget(_ text: String) throws -> LayerBudget {
        guard let layers = Int(text) else { throw ValidationError("'\(text)' is not a number from 1 to 126") }
        do {
            return try LayerBudget(layers)
        } catch {
            throw ValidationError("\(error)")
        }
    }

    /// A strategy that needs no other program, by the name that configuration selects it by.
    static func strategy(_ text: String) throws -> LayeringConfiguration.Strategy {
        let known = LayeringConfiguration.Strategy.allCases.filter { $0 != .script }
        guard let strategy = known.first(where: { $0.rawValue == text }) else {
            let names = known.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("there is no strategy '\(text)' here; known are \(names)")
        }
        return strategy
    }

    static func count(_ text: String) throws -> Int {
        guard let count = Int(text), count >= 0 else { throw ValidationError("'\(text)' is not a number from 0 on") }
        return count
    }
}
