import Conformance
import OCI
import Storage
import SystemPackage
import Testing

import struct OCI.Tag

@testable import Host

/// What an engine remembers, and what it must not.
@Suite(.requires("nix-instantiate"))
struct EngineMemoryTests {
    @Test func twoEnginesOverOneStoreAgreeAndPackOnce() async throws {
        try await EngineBench.run { bench in
            let first = bench.engine()
            let image = try await first.pull("a/b")
            #expect(image.warning == nil)
            #expect(image.revision == "shown one")
            let single = try await first.pull("c")
            let second = bench.engine()
            #expect(try await second.pull("b/a") == image)
            #expect(try await second.pull("c") == single)
            #expect(second.steps.finished == 0, "both are known")
            // Known packages in a new combination: only their links are new.
            _ = try await second.pull("a/b/c")
            #expect(second.steps.packings == 1)
            #expect(second.steps.evaluations == 0)
            #expect(second.steps.realisations == 0)
        }
    }

    @Test func aPackageSetThatMovesIsServedButNotRemembered() async throws {
        try await EngineBench.run { bench in
            bench.source.answerUnchanged { false }
            let engine = bench.engine()
            let image = try await engine.pull("a")
            #expect(try await bench.violations(image) == [])
            #expect(try await bench.keys("records/images/").isEmpty)
            #expect(try await bench.keys("records/attributes/").isEmpty)
            bench.source.answerUnchanged { true }
            #expect(try await engine.pull("a") == image)
            #expect(engine.steps.evaluations == 2)
            #expect(try await bench.keys("records/images/").count == 1)
        }
    }

    @Test func aTagThatMovesGivesTheNewImage() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            let tag = try Tag("moving")
            bench.source.set(tag, to: .init(folder: bench.set, revision: "one"))
            let before = try await engine.pull("a", tag: tag)
            let other = bench.folder.appending("other")
            try BenchSet.write(to: other, salt: "\(bench.folder) changed")
            bench.source.set(tag, to: .init(folder: other, revision: "two"))
            let after = try await engine.pull("a", tag: tag)
            #expect(after.oci.digest != before.oci.digest)
            #expect(after.revision == "shown two")
            #expect(try await engine.pull("a") == before, "the other tag stays where it was")
            // A revision with equal packages gives the very same image.
            bench.source.set(tag, to: .init(folder: other, revision: "three"))
            #expect(try await engine.pull("a", tag: tag).oci == after.oci)
            #expect(try await engine.refusal("a", tag: Tag("absent")).code == .manifestUnknown)
        }
    }

    /// Not there, throws, is no package: true for ever. The rest may be otherwise next time.
    @Test(arguments: [
        ("absent", true), ("throws", true), ("asserts", true), ("notPackage", true), ("aborts", false),
        ("refused", false),
    ])
    func remembersWhatStaysWrong(name: String, isKept: Bool) async throws {
        try await EngineBench.run { bench in
            let first = bench.engine()
            let error = try await first.refusal("a/\(name.lowercased())")
            #expect(error.code == (name == "absent" ? .manifestUnknown : .denied))
            #expect(try await first.refusal("a/\(name.lowercased())") == error)
            #expect(first.steps.evaluations == (isKept ? 1 : 2))
            let second = bench.engine()
            #expect(try await second.refusal("\(name.lowercased())/a") == error)
            #expect(second.steps.evaluations == (isKept ? 0 : 1))
        }
    }

    @Test func aFailedBuildIsNotTriedAgainForAWhile() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            let error = try await engine.refusal("a/fails")
            #expect(error.code == .denied)
            #expect(error.message.contains("'fails'") && error.message.contains("nixery log"), "\(error)")
            #expect(try await engine.refusal("fails/a") == error)
            #expect(try await engine.refusal("b/fails") == error, "in another image, too")
            #expect(engine.steps.realisations == 1)
            #expect(try await !engine.pull("a").oci.bytes.isEmpty)
            let log = try #require(error.message.split(separator: "nixery log ").last?.prefix(32))
            let text = try #require(try await BuildLogs(store: bench.memory).log(String(log)))
            #expect(String(decoding: text, as: UTF8.self).contains("the reason is here"))
        }
    }

    @Test func aFailedBuildIsTriedAgainAfterwards() async throws {
        try await EngineBench.run { bench in
            var cache = CacheConfiguration()
            cache.failureMinimum = .zero
            let engine = bench.engine(cache: cache)
            let error = try await engine.refusal("fails")
            #expect(try await engine.refusal("fails") == error)
            #expect(engine.steps.realisations == 2)
        }
    }

    @Test func forgettingTakesAllThatANameMeans() async throws {
        try await EngineBench.run { bench in
            let engine = bench.engine()
            bench.source.set(try Tag("v2"), to: .init(folder: bench.set, revision: "two"))
            let image = try await engine.pull("a/b")
            _ = try await engine.pull("b/a", tag: Tag("v2"))
            _ = try await engine.pull("c")
            #expect(try await Set(engine.engine.builtNames()) == ["a/b", "b/a", "c"])
            #expect(try await engine.forget("b/a", tag: .latest) == 1)
            #expect(try await engine.forget("b/a", tag: .latest) == 0)
            #expect(try await engine.pull("a/b") == image)
            #expect(engine.steps.finished == 4, "built again from what is known")
            #expect(try await bench.engine().forget("b/a") == 2, "by another process, of every tag")
            #expect(try await engine.engine.builtNames() == ["c"])
            #expect(try await engine.engine.forgetAll() == 1)
            #expect(try await engine.engine.builtNames() == [])
        }
    }
}
