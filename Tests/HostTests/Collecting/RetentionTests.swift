import OCI
import Testing

@testable import Host

/// Which images stay.
struct RetentionTests {
    private static let day: Int64 = 86_400
    private static let now: Int64 = 1_700_000_000

    /// An image of a name, by the ages in days of its build and of its last pull, with its own and shared megabytes.
    private struct Image: Sendable {
        let name: String
        let built: Int64
        var pulled: Int64?
        var own: Int64 = 1
        var shared: Int64 = 0
    }

    private func verdicts(
        _ images: [Image], others: [Digest: Int64] = [:], _ change: (inout CollectingConfiguration) -> Void
    ) throws -> [Retention.Verdict] {
        var rules = CollectingConfiguration()
        change(&rules)
        let shared = Digest(of: Array("shared".utf8))
        let candidates = try images.enumerated().map { index, image in
            var parts = [Digest(of: Array("\(index)".utf8)): image.own << 20]
            if image.shared > 0 { parts[shared] = image.shared << 20 }
            return Retention.Candidate(
                group: ImageRequest(try ImageName(image.name), options: ImageOptions()),
                built: Self.now - image.built * Self.day, pulled: image.pulled.map { Self.now - $0 * Self.day },
                parts: parts)
        }
        return Retention(rules: rules, now: Self.now).decide(candidates, others: others)
    }

    @Test func `without a rule every image stays`() throws {
        let verdicts = try verdicts([Image(name: "a", built: 9999), Image(name: "a", built: 0)]) { _ in }
        #expect(verdicts == [.kept(.noRule), .kept(.young)])
    }

    @Test func `the images of a name that were built last stay, whatever the order of its parts`() throws {
        let images = [
            Image(name: "a/b", built: 5), Image(name: "b/a", built: 4), Image(name: "a/b", built: 3),
            Image(name: "c", built: 90),
        ]
        let verdicts = try verdicts(images) { $0.keepLast = 2 }
        #expect(verdicts == [.removed(.rules), .kept(.lastOfName), .kept(.lastOfName), .kept(.lastOfName)])
    }

    @Test func `an image that either rule keeps stays`() throws {
        let images = [
            Image(name: "a", built: 50, pulled: 29), Image(name: "a", built: 40, pulled: 31),
            Image(name: "a", built: 30), Image(name: "a", built: 20),
        ]
        let verdicts = try verdicts(images) {
            $0.keepLast = 1
            $0.pulledWithin = .seconds(30 * Self.day)
        }
        #expect(verdicts == [.kept(.pulled), .removed(.rules), .removed(.rules), .kept(.lastOfName)])
    }

    @Test func `what is younger than the grace age stays against every rule`() throws {
        let verdicts = try verdicts([
            Image(name: "a", built: 1), Image(name: "a", built: 2), Image(name: "a", built: 3),
        ]) {
            $0.keepLast = 1
            $0.grace = .seconds(2 * Self.day + 1)
            $0.maximumSize = 0
        }
        #expect(verdicts == [.kept(.young), .kept(.young), .removed(.rules)])
    }

    @Test func `a pull within the grace age keeps an image where pulls are no rule, and against the size`() throws {
        let verdicts = try verdicts([Image(name: "a", built: 9, pulled: 0), Image(name: "a", built: 3)]) {
            $0.keepLast = 1
            $0.maximumSize = 0
        }
        #expect(verdicts == [.kept(.pulled), .removed(.size)])
    }

    @Test func `over the maximum size the image goes that was used longest ago`() throws {
        let images = [
            Image(name: "a", built: 9, pulled: 3, own: 10), Image(name: "b", built: 8, own: 10),
            Image(name: "c", built: 7, own: 10),
        ]
        let verdicts = try verdicts(images) { $0.maximumSize = 20 << 20 }
        #expect(verdicts == [.kept(.noRule), .removed(.size), .kept(.noRule)])
    }

    @Test func `what images share counts once, and goes with the last of them`() throws {
        let images = [
            Image(name: "a", built: 9, own: 1, shared: 10), Image(name: "b", built: 8, own: 1, shared: 10),
            Image(name: "c", built: 7, own: 1),
        ]
        let limits: [(megabytes: Int64, kept: [Bool])] = [
            (13, [true, true, true]), (12, [false, true, true]), (11, [false, false, true]), (1, [false, false, true]),
            (0, [false, false, false]),
        ]
        for limit in limits {
            let verdicts = try verdicts(images) { $0.maximumSize = limit.megabytes << 20 }
            #expect(verdicts.map(\.isKept) == limit.kept, "\(limit.megabytes) MiB")
        }
    }

    @Test func `what stays besides the images counts for the size`() throws {
        let others = [Digest(of: Array("other".utf8)): Int64(5 << 20)]
        let verdicts = try verdicts([Image(name: "a", built: 9), Image(name: "b", built: 8)], others: others) {
            $0.maximumSize = 6 << 20
        }
        #expect(verdicts.map(\.isKept) == [false, true])
    }
}
