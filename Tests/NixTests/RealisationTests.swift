import Conformance
import FoundationEssentials
import Processes
import Synchronization
import SystemPackage
import Testing

@testable import Nix

/// Building, and what is kept of it.
@Suite(.requiresNix)
struct RealisationTests {
    @Test func `An output is built and kept while the scope lasts`() async throws {
        let set = try TestSet()
        let output = try await set.package("good").output
        try await set.client.withRoots { scope async throws in
            let path = try await scope.realise(output)
            #expect(path == output.outPath)
            #expect(try String(contentsOfFile: path.path, encoding: .utf8) == "good\n")
            let deletion = try await set.client.store(["--delete", path.path])
            #expect(!deletion.isSuccess)
            #expect(try await set.client.isValid(path))
        }
        let deletion = try await set.client.store(["--delete", output.outPath.path])
        #expect(deletion.isSuccess, "\(deletion.errors.text)")
        #expect(try await !set.client.isValid(output.outPath))
    }

    @Test func `One output of several is realised under its own root`() async throws {
        let set = try TestSet(
            #"""
            multi = makeWith "multi-1" "echo o > $out; echo d > $dev; echo x > $doc" { outputs = [ "out" "dev" "doc" ]; };
            """#)
        let outcomes = try await set.evaluate(["multi", "multi.doc"])
        let doc = try #require(outcomes["multi.doc"]?.package?.output)
        let out = try #require(outcomes["multi"]?.package?.output)
        try await set.client.withRoots { scope async throws in
            #expect(try await scope.realise(doc) == doc.outPath)
            #expect(try String(contentsOfFile: doc.outPath.path, encoding: .utf8) == "x\n")
            // Nobody asked for the others, so nothing keeps them.
            #expect(try await set.client.store(["--delete", out.outPath.path]).isSuccess)
            #expect(try await !set.client.store(["--delete", doc.outPath.path]).isSuccess)
        }
    }

    @Test func `A failed build says which and how, beside a good one`() async throws {
        let set = try TestSet(
            #"""
            failing = make "failing-1" "echo one; echo two; echo No space left on device > /dev/null; exit 3";
            top = make "top-1" "read x < ${make "below-1" "echo the cause; exit 1"}; echo $x > $out";
            """#)
        let outcomes = try await set.evaluate(["failing", "top", "good"])
        let outputs = try ["failing", "top", "good"].map { try #require(outcomes[$0]?.package?.output) }
        let log = Mutex<[UInt8]>([])
        let results = try await set.client.withRoots { scope async throws in
            try await scope.realise(outputs) { bytes in log.withLock { $0 += bytes } }
        }
        guard case .failure(.buildFailed(let derivation, let lines)) = results[outputs[0]],
            case .failure(.buildFailed(let below, _)) = results[outputs[1]]
        else {
            Issue.record("\(results)")
            return
        }
        #expect(derivation == outputs[0].drvPath)
        #expect(lines.contains { $0.contains("two") })
        #expect(below?.packageName == "below")
        #expect(results[outputs[2]] == .success(outputs[2].outPath))
        #expect(String(decoding: log.withLock { $0 }, as: UTF8.self).contains("the cause"))
        #expect(NixError.buildFailed(derivation: derivation, lastLines: lines).isRemembered)
    }

    @Test func `A build that hangs is ended and called a time-out, beside a good one`() async throws {
        let set = try TestSet(#"hanging = make "hanging-1" "while :; do :; done";"#) { $0.buildTimeLimitSeconds = 10 }
        let outcomes = try await set.evaluate(["hanging", "good"])
        let hanging = try #require(outcomes["hanging"]?.package?.output)
        let good = try #require(outcomes["good"]?.package?.output)
        let results = try await set.client.withRoots { try await $0.realise([hanging, good]) }
        guard case .failure(.buildTimedOut(let derivation, _)) = results[hanging] else {
            Issue.record("\(results)")
            return
        }
        #expect(derivation == hanging.drvPath)
        #expect(results[good] == .success(good.outPath))
    }

    @Test func `A realisation over its own limit is a time-out`() async throws {
        let set = try TestSet(#"hanging = make "hanging-1" "while :; do :; done";"#) {
            $0.buildTimeLimitSeconds = 0
            $0.realisationTimeLimit = .seconds(2)
        }
        let output = try await set.package("hanging").output
        let error = await #expect(throws: NixError.self) {
            try await set.client.withRoots { _ = try await $0.realise(output) }
        }
        guard case .buildTimedOut? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `What is new is told, and is copied to another store with its closure`() async throws {
        let set = try TestSet(
            #"""
            top = make "top-1" "echo ${good} > $out";
            failing = make "failing-1" "exit 1";
            """#)
        let outcomes = try await set.evaluate(["good", "top", "failing"])
        let good = try #require(outcomes["good"]?.package?.output)
        let top = try #require(outcomes["top"]?.package?.output)
        let failing = try #require(outcomes["failing"]?.package?.output)
        try await set.client.withRoots { scope async throws in
            _ = try await scope.realise([good])
            #expect(scope.newPaths == [good.outPath])
        }
        try await set.client.withRoots { scope async throws in
            _ = try await scope.realise([good, top, failing])
            #expect(scope.newPaths == [top.outPath])
            let target = try #require(StoreAddress("file://\(set.folder)/cache"))
            try await set.client.copy([top.outPath], to: target)
            for path in [good.outPath, top.outPath] {
                #expect(FileManager.default.fileExists(atPath: "\(set.folder)/cache/\(path.hash).narinfo"))
            }
        }
    }

    @Test func `A store that cannot be copied to is told with what Nix says of it`() async throws {
        let set = try TestSet()
        let output = try await set.package("good").output
        let target = try #require(StoreAddress("file://\(set.folder)/set/default.nix/cache?secret-key=/etc/the-key"))
        try await set.client.withRoots { scope async throws in
            let path = try await scope.realise(output)
            let error = await #expect(throws: NixError.self) { try await set.client.copy([path], to: target) }
            #expect(error?.description == "copying to file://\(set.folder)/set/default.nix/cache failed")
            #expect(error?.lastLines.isEmpty == false && error?.isRemembered == false)
        }
    }

    @Test func `A flood of log is read, cut, and does not fail the build`() async throws {
        let set = try TestSet(
            #"""
            flood = make "flood-1" ''
              line=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
              line=$line$line$line$line$line$line$line$line$line$line
              i=0; while [ $i -lt 20000 ]; do echo $line; i=$((i+1)); done; echo end > $out
            '';
            """#
        ) { $0.logLimitBytes = 100_000 }
        let output = try await set.package("flood").output
        let size = Mutex(0)
        let path = try await set.client.withRoots { scope async throws in
            try await scope.realise(output) { bytes in size.withLock { $0 += bytes.count } }
        }
        #expect(path == output.outPath)
        #expect((100_000...100_100).contains(size.withLock { $0 }))
    }

    @Test func `A derivation and its output that were deleted come back by evaluating again`() async throws {
        let set = try TestSet()
        let output = try await set.package("good").output
        try await set.client.withRoots { _ = try await $0.realise(output) }
        let deletion = try await set.client.store(["--delete", output.outPath.path, output.drvPath.path])
        #expect(deletion.isSuccess, "\(deletion.errors.text)")
        try await set.client.withRoots { scope async throws in
            await #expect(throws: NixError.notValid([output.outPath])) { try await scope.realisePath(output.outPath) }
            await #expect(throws: NixError.notValid([output.outPath])) { try await scope.realise(output) }
            #expect(try await set.package("good").output == output)
            #expect(try await scope.realise(output) == output.outPath)
            #expect(try await scope.realisePath(output.outPath) == output.outPath)
        }
    }

    @Test func `Paths that are not to be had are told one by one`() async throws {
        let set = try TestSet()
        let output = try await set.package("good").output
        let gone = try StorePath("/nix/store/00000000000000000000000000000000-never-was")
        let results = try await set.client.withRoots { scope async throws in
            _ = try await scope.realise(output)
            return try await scope.realise([.path(gone), .path(output.outPath)])
        }
        #expect(results[.path(gone)] == .failure(.notValid([gone])))
        #expect(results[.path(output.outPath)] == .success(output.outPath))
    }

    @Test func `Cancelling ends the builder`() async throws {
        let set = try TestSet(#"hanging = make "hanging-1" "echo builder $$ runs; while :; do :; done";"#) {
            $0.buildTimeLimitSeconds = 0
        }
        let output = try await set.package("hanging").output
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        let task = Task {
            try await set.client.withRoots { scope in
                try await scope.realise(output) { continuation.yield(String(decoding: $0, as: UTF8.self)) }
            }
        }
        var text = ""
        for await part in lines {
            text += part
            if text.contains(" runs\n") { break }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await !set.client.isValid(output.outPath))
        // In a sandbox the builder has another number than outside.
        guard TestTools.settings?.contains("sandbox = false") == true else { return }
        let builder = try #require(text.split(separator: "builder ").last?.split(separator: " ").first)
        while TestProcess.isRunning(String(builder)) { try await Task.sleep(for: .milliseconds(20)) }
    }

    @Test func `A missing program is named`() async throws {
        let set = try TestSet { $0.toolFolder = "/nonexistent" }
        await #expect(throws: NixError.toolMissing("nix-instantiate")) { try await set.evaluate(["good"]) }
    }
}
