import Conformance
import Logging
import Nix
import OCI
import SystemPackage
import Testing

import struct OCI.Tag

@testable import Host

/// Sources laid over each other.
struct OverlaySourceTests {
    private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    /// A base and two overlays in a fresh folder, each with the tag `latest`; the second overlay also has `v2`.
    private struct Parts {
        var base: FolderSource
        var first: FolderSource
        var second: FolderSource

        init(_ folder: FilePath) throws {
            base = FolderSource("nixpkgs", folder.appending("base"))
            first = FolderSource("ours", folder.appending("first"))
            second = FolderSource("custom", folder.appending("second"))
            for source in [base, first, second] { try source.write(.latest, "{ }: { } # \(source.name)") }
            try second.write(Tag("v2"), "{ }: { } # v2")
        }

        /// - Parameter tagged: 0 for the base; the others stay on `latest`.
        func source(tagged: Int = 2) -> any PackageSource {
            let all = [base, first, second].enumerated().map { number, source -> any PackageSource in
                number == tagged ? source : FixedTag(source, tag: .latest)
            }
            return OverlaySource.source(name: "stack", base: all[0], overlays: Array(all[1...]), tagged: tagged)
        }
    }

    private func withParts(_ body: (inout Parts) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            var parts = try Parts(folder)
            try await body(&parts)
        }
    }

    /// Which part takes the image's tag must make no difference to the laws.
    @Test(arguments: 0...2)
    func `An overlay is a package source, whichever part takes the tag`(_ tagged: Int) async throws {
        try await withParts { parts in
            let made = parts
            let part = [made.base, made.first, made.second][tagged]
            try await PackageSourceConformance(
                source: made.source(tagged: tagged), unknown: Tag("absent"),
                change: { try part.write(.latest, "{ }: { } # changed") },
                breakSource: { made.first.isAway.withLock { $0 = true } }
            ).check()
        }
    }

    @Test func `A change of any part and of their order is another revision`() async throws {
        try await withParts { parts in
            let tag = Tag.latest
            var revisions: Set<String> = [try await parts.source().resolve(tag, logger: logger).revision]
            for source in [parts.base, parts.first, parts.second] {
                try source.write(tag, "{ }: { } # changed \(source.name)")
                revisions.insert(try await parts.source().resolve(tag, logger: logger).revision)
            }
            revisions.insert(
                try await OverlaySource.source(
                    name: "stack", base: parts.base, overlays: [parts.second, parts.first], tagged: 2
                ).resolve(tag, logger: logger).revision)
            parts.first.evaluation.arguments = ["word": "1"]
            revisions.insert(try await parts.source().resolve(tag, logger: logger).revision)
            #expect(revisions.count == 6)
        }
    }

    @Test func `Files and arguments of every part reach the evaluator`() async throws {
        try await withParts { parts in
            parts.base.evaluation.arguments = ["for": "\"base\""]
            parts.first.evaluation.arguments = ["for": "\"first\""]
            let pinned = try await parts.source().resolve(Tag("v2"), logger: logger)
            let files = try await pinned.files(logger)
            #expect(files.importPath.ends(with: "base/latest"))
            #expect(files.overlays.map(\.name) == ["ours", "custom"])
            #expect(files.overlays.map { $0.files.importPath.lastComponent?.string } == ["latest", "v2"])
            #expect(files.overlays.map(\.arguments) == [["for": "\"first\""], [:]])
            #expect(pinned.evaluation.arguments == ["for": "\"base\""])
        }
    }

    @Test func `A base may be an overlay, an overlay may not`() async throws {
        try await withParts { parts in
            let inner = OverlaySource.source(name: "inner", base: parts.base, overlays: [parts.first], tagged: 1)
            let outer = OverlaySource.source(name: "outer", base: inner, overlays: [parts.second], tagged: 1)
            let files = try await outer.resolve(.latest, logger: logger).files(logger)
            #expect(files.importPath.ends(with: "base/latest"))
            #expect(files.overlays.map(\.name) == ["ours", "custom"])
            let wrong = OverlaySource.source(name: "wrong", base: parts.second, overlays: [inner], tagged: 1)
            let pinned = try await wrong.resolve(.latest, logger: logger)
            await #expect {
                _ = try await pinned.files(logger)
            } throws: {
                guard case .misconfigured(let reason)? = $0 as? SourceError else { return false }
                return reason.contains("overlay 'inner'")
            }
        }
    }

    @Test func `An evaluation is confined unless a part is not, and may do what any part may`() async throws {
        try await withParts { parts in
            parts.base.evaluation.allowedURIs = ["https://a", "https://b"]
            parts.first.evaluation.allowedURIs = ["https://b", "https://c"]
            parts.first.evaluation.nixPath = ["x=/x"]
            let confined = try await parts.source().resolve(.latest, logger: logger).evaluation
            #expect(confined.restrict && !confined.importFromDerivation)
            #expect(confined.allowedURIs == ["https://a", "https://b", "https://c"])
            #expect(confined.nixPath == ["x=/x"])
            parts.second.evaluation.restrict = false
            parts.base.evaluation.importFromDerivation = true
            let free = try await parts.source().resolve(.latest, logger: logger).evaluation
            #expect(!free.restrict && free.importFromDerivation)
        }
    }

    @Test func `What people see names the tagged part first`() async throws {
        try await withParts { parts in
            parts.base.warning = "the base is old"
            parts.second.warning = "it is old"
            let pinned = try await parts.source().resolve(Tag("v2"), logger: logger)
            #expect(pinned.displayRevision == "custom-v2+nixpkgs-latest+ours-latest")
            #expect(pinned.time == 7)
            #expect(pinned.warning == "base 'nixpkgs': the base is old; overlay 'custom': it is old")
            #expect(try await pinned.isUnchanged())
            try parts.first.write(.latest, "{ }: { } # moved")
            #expect(try await !pinned.isUnchanged())
        }
    }

    @Test func `Errors keep their kind and name the part`() async throws {
        try await withParts { parts in
            let source = parts.source()
            let pinned = try await source.resolve(.latest, logger: logger)
            await #expect(throws: SourceError.unknownTag(try Tag("v3"), near: ["latest"])) {
                try await source.resolve(Tag("v3"), logger: logger)
            }
            parts.first.isAway.withLock { $0 = true }
            let away = SourceError.unavailable("overlay 'ours': the folder is away")
            await #expect(throws: away) { try await source.resolve(.latest, logger: logger) }
            await #expect(throws: away) { try await pinned.files(logger) }
            let lost = OverlaySource.source(
                name: "stack", base: FixedTag(parts.base, tag: try Tag("gone")), overlays: [parts.second], tagged: 1)
            // Nobody asked for it but the operator.
            await #expect(throws: SourceError.misconfigured("base 'nixpkgs': there is no 'gone'; near are latest")) {
                try await lost.resolve(.latest, logger: logger)
            }
        }
    }

    @Test func `Tags are those of the tagged part, where it lists them`() async throws {
        try await withParts { parts in
            let listing = try #require(parts.source() as? any TagListing)
            #expect(try await listing.tags(logger: logger) == [.latest])
            let silent = OverlaySource.source(
                name: "stack", base: parts.base, overlays: [FixedTag(parts.first, tag: .latest)], tagged: 1)
            #expect(!(silent is any TagListing))
        }
    }
}
