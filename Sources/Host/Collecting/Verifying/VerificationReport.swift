import OCI

/// What was found in a store, and what was done about it.
package struct VerificationReport: Sendable {
    /// Something that is not as it should be.
    package struct Problem: Encodable, Hashable, Sendable {
        /// The object's key.
        package let key: String
        /// One clause about it.
        package let problem: String
        package var removed = false
        /// Whether removing it puts it right; not where the trouble may pass by itself.
        let isRemovable: Bool

        init(key: String, problem: String, isRemovable: Bool = true) {
            self.key = key
            self.problem = problem
            self.isRemovable = isRemovable
        }

        private enum CodingKeys: String, CodingKey { case key, problem, removed }
    }

    /// What was looked at.
    package struct Checked: Codable, Hashable, Sendable {
        package var blobs = 0
        /// Bytes of the blobs.
        package var bytes: Int64 = 0
        package var manifests = 0
        package var records = 0
    }

    /// In the order of keys: blobs, manifests, records.
    package internal(set) var problems: [Problem]
    package let checked: Checked
    let blobs: BlobStates

    /// One JSON document: `version`, `checked`, `problems`.
    package func json() throws -> String {
        String(decoding: try CanonicalJSON.encode(Document(checked: checked, problems: problems)), as: UTF8.self)
    }

    private struct Document: Encodable {
        var version = 1
        let checked: Checked
        let problems: [Problem]
    }

    /// A line for each problem, and what was looked at.
    ///
    /// - Parameter columns: the terminal's width; keys are never cut, reasons go to lines of their own where both do not fit.
    package func table(columns: Int) -> String {
        let lines = problems.flatMap { problem in
            let text = problem.problem.oneLine + (problem.removed ? " (removed)" : "")
            let line = "\(problem.key): \(text)"
            return line.count <= columns ? [line] : ["\(problem.key):", "  \(text)"]
        }
        return (lines + [sum]).joined(separator: "\n")
    }

    private var sum: String {
        let looked =
            "\(Words.count(checked.blobs, "blob")) (\(ByteCount.text(checked.bytes))), "
            + "\(Words.count(checked.manifests, "manifest")), \(Words.count(checked.records, "record"))"
        return problems.isEmpty
            ? "nothing is wrong with \(looked)" : "\(Words.count(problems.count, "problem")) in \(looked)"
    }
}
