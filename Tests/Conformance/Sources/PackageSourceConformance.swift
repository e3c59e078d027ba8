package import Host
import Logging
import SystemPackage
import Testing

package import struct OCI.Tag

/// The laws of ``PackageSource``, for every source's tests to run.
package struct PackageSourceConformance: Sendable {
    /// The source under test.
    package let source: any PackageSource
    /// A tag that the source knows.
    package let known: Tag
    /// A tag that it does not know; nil for sources that take every tag.
    package let unknown: Tag?
    /// Changes what ``known`` means.
    package let change: @Sendable () async throws -> Void
    /// Makes the source's content unreachable.
    package let breakSource: @Sendable () async throws -> Void

    package init(
        source: any PackageSource, known: Tag = .latest, unknown: Tag?,
        change: @escaping @Sendable () async throws -> Void,
        breakSource: @escaping @Sendable () async throws -> Void
    ) {
        self.source = source
        self.known = known
        self.unknown = unknown
        self.change = change
        self.breakSource = breakSource
    }

    private let logger = Logger(label: "conformance", factory: { _ in SwiftLogNoOpLogHandler() })

    /// Runs every check once, in an order in which each leaves the source fit for the next.
    package func check() async throws {
        try await answersAreUsable()
        try await sameContentSameRevision()
        try await concurrentAnswersAgree()
        try await changeMovesTheRevision()
        try await unknownTagIsItsOwnError()
        try await unreachableIsNotUnknown()
    }

    private func answersAreUsable() async throws {
        let pinned = try await resolve()
        #expect(!source.name.isEmpty)
        #expect(pinned.revision.count == 64, "a revision is a SHA-256 in hexadecimal")
        #expect(!pinned.displayRevision.isEmpty)
        for files in try await allFiles(pinned) {
            #expect(files.importPath.isAbsolute)
            #expect(files.importPath.starts(with: files.root), "the evaluator must be able to read what it imports")
        }
    }

    private func sameContentSameRevision() async throws {
        let first = try await resolve()
        let second = try await resolve()
        #expect(first.revision == second.revision)
        #expect(try await allFiles(first).map(\.importPath) == allFiles(second).map(\.importPath))
        #expect(try await first.isUnchanged())
    }

    private func concurrentAnswersAgree() async throws {
        let revisions = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await resolve().revision } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(revisions.count == 1)
    }

    private func changeMovesTheRevision() async throws {
        let before = try await resolve()
        try await change()
        let after = try await resolve()
        #expect(before.revision != after.revision)
    }

    private func unknownTagIsItsOwnError() async throws {
        guard let unknown else { return }
        await #expect {
            _ = try await source.resolve(unknown, logger: logger)
        } throws: { error in
            if case .unknownTag(unknown, near: _) = error as? SourceError { true } else { false }
        }
    }

    private func unreachableIsNotUnknown() async throws {
        try await breakSource()
        await #expect {
            _ = try await source.resolve(known, logger: logger)
        } throws: { error in
            switch error as? SourceError {
            case .unavailable, .misconfigured: true
            default: false
            }
        }
    }

    private func allFiles(_ pinned: PinnedPackages) async throws -> [PackageFiles] {
        let files = try await pinned.files(logger)
        return [files] + files.overlays.map(\.files)
    }

    private func resolve() async throws -> PinnedPackages { try await source.resolve(known, logger: logger) }
}
