import Testing

@testable import Nix

@Suite(.requiresNix)
struct ClosureTests {
    @Test func `A closure names every path with its size and references`() async throws {
        let set = try TestSet(
            #"""
            base = make "base-1" "echo base > $out";
            middle = make "middle-1" "echo ${base} > $out";
            top = make "top-1" "echo $out ${middle} > $out";
            """#)
        let outcomes = try await set.evaluate(["top", "middle", "base"])
        let top = try #require(outcomes["top"]?.package?.output)
        let middle = try #require(outcomes["middle"]?.package?.output).outPath
        let base = try #require(outcomes["base"]?.package?.output).outPath
        try await set.client.withRoots { scope async throws in
            _ = try await scope.realise(top)
            let infos = try await set.client.closure(of: [top.outPath, base])
            #expect(infos.map(\.path) == [top.outPath, middle, base].sorted())
            let references = Dictionary(uniqueKeysWithValues: infos.map { ($0.path, $0.references) })
            #expect(references[top.outPath] == [top.outPath, middle].sorted())
            #expect(references[middle] == [base])
            #expect(references[base] == [])
            for info in infos {
                #expect(info.narHash.utf8.count == 64)
                #expect(info.narSize > 100)
            }
        }
    }

    @Test func `A path that is not valid has no closure`() async throws {
        let set = try TestSet()
        let gone = try StorePath("/nix/store/00000000000000000000000000000000-never-was")
        await #expect(throws: NixError.notValid([gone])) { try await set.client.closure(of: [gone]) }
        #expect(try await set.client.closure(of: []).isEmpty)
    }
}
