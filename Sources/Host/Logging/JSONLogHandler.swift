import FoundationEssentials
package import Logging
import SystemPackage

/// Writes each record as one line of JSON: `time`, `level`, `logger`, `message`, then the metadata under its own keys.
/// A metadata key that is one of those four gets a `_` in front.
package struct JSONLogHandler: LogHandler {
    package var logLevel: Logger.Level = .info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let write: @Sendable ([UInt8]) -> Void

    /// - Parameter write: takes a whole line with its end; called from any thread. Standard error unless given.
    package init(label: String, write: @escaping @Sendable ([UInt8]) -> Void = JSONLogHandler.writeToStandardError) {
        self.label = label
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var values = metadata
        values.merge(metadataProvider?.get() ?? [:]) { $1 }
        values.merge(event.metadata ?? [:]) { $1 }
        if let error = event.error { values["error"] = .string(String(describing: error)) }
        write(Array((line(event, values) + "\n").utf8))
    }

    private func line(_ event: LogEvent, _ values: Logger.Metadata) -> String {
        let time = Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(Date())
        let fixed = [
            ("time", time), ("level", event.level.rawValue), ("logger", label), ("message", event.message.description),
        ]
        let free = values.sorted { $0.key < $1.key }.map { key, value in
            (fixed.contains { $0.0 == key } ? "_" + key : key, value)
        }
        let pairs = fixed.map { ($0, JSONLine.quote($1)) } + free.map { ($0, JSONLine.text($1)) }
        return "{" + pairs.map { "\(JSONLine.quote($0)):\($1)" }.joined(separator: ",") + "}"
    }

    /// One `write` for each line, so that lines of several threads do not mix.
    package static func writeToStandardError(_ line: [UInt8]) {
        // A log that cannot be written has nowhere to complain.
        _ = try? FileDescriptor.standardError.writeAll(line)
    }
}
