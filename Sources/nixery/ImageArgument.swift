import ArgumentParser
import OCI

/// `IMAGE` or `IMAGE:TAG` on the command line.
struct ImageArgument: Hashable, Sendable {
    let name: ImageName
    /// nil when none was written.
    let tag: Tag?

    /// - Throws: `OCIError` that says which rule is broken.
    init(_ text: String) throws {
        guard let colon = text.firstIndex(of: ":") else {
            name = try ImageName(text)
            tag = nil
            return
        }
        name = try ImageName(text[..<colon])
        tag = try Tag(text[text.index(after: colon)...])
    }

    /// For `@Argument(transform:)`: what is wrong is the command line's fault.
    static func parse(_ text: String) throws -> ImageArgument {
        do {
            return try ImageArgument(text)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
