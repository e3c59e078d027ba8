import Host
import OCI

/// The only place that names concrete plugins; see DESIGN.md, section 1.
enum Composition {
    /// Serves until the process is told to stop.
    static func serve(_ configuration: NixeryConfiguration) async throws {
        throw NotWired(command: "serve")
    }

    /// Builds one image and writes it out.
    ///
    /// - Returns: the digest of the manifest that was written.
    static func build(
        _ name: ImageName, tag: Tag, to output: ImageOutput, configuration: NixeryConfiguration, progress: ProgressLine
    ) async throws -> Digest {
        throw NotWired(command: "build")
    }

    /// Forgets built images.
    ///
    /// - Parameter image: which; nil for all, a nil tag for all tags of the name.
    /// - Returns: how many were forgotten.
    static func forget(_ image: ImageArgument?, configuration: NixeryConfiguration) async throws -> Int {
        throw NotWired(command: "cache forget")
    }

    /// Prints stored build logs line by line.
    ///
    /// - Parameter subject: an image, a package or a log's id; nil lists the latest.
    static func log(
        _ subject: String?, configuration: NixeryConfiguration, print: (String) throws -> Void
    ) async throws {
        throw NotWired(command: "log")
    }

    /// The engine behind a command is not connected yet.
    private struct NotWired: Error, CustomStringConvertible {
        let command: String
        var description: String { "'\(command)' is not wired yet" }
    }
}
