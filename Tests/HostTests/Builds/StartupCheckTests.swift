import Conformance
import Logging
import Nix
import ServiceLifecycle
import SystemPackage
import Testing

import struct OCI.Tag

@testable import Host

@Suite(.requires("nix-instantiate"))
struct StartupCheckTests {
    @Test func isReadyOnceThePackageSetWasLookedAt() async throws {
        try await EngineBench.run { bench in
            let check = check(bench)
            #expect(check.notReady != nil)
            try await run(check) {
                while check.notReady != nil, !Task.isCancelled { await Task.yield() }
            }
        }
    }

    @Test func whatIsNoPackageSetEndsTheService() async throws {
        try await EngineBench.run { bench in
            try bench.set.appending("default.nix").write("3")
            let check = check(bench)
            await #expect(throws: NixError.self) { try await check.run() }
            #expect(check.notReady != nil)
        }
    }

    @Test func aRemoteThatIsDownMayComeBack() async throws {
        try await EngineBench.run { bench in
            bench.source.fail(with: .unavailable("the remote does not answer"))
            let check = check(bench)
            try await run(check) {
                while check.notReady != nil, !Task.isCancelled { await Task.yield() }
            }
        }
    }

    @Test func aSourceWithoutTheUsualTagIsUsable() async throws {
        try await EngineBench.run { bench in
            bench.source.fail(with: .unknownTag(.latest, near: []))
            let check = check(bench)
            try await run(check) {
                while check.notReady != nil, !Task.isCancelled { await Task.yield() }
            }
        }
    }

    @Test func beingToldToStopMeanwhileIsNoError() async throws {
        try await EngineBench.run { bench in
            // An evaluation that has an hour to go.
            try bench.set.appending("default.nix").write(
                "builtins.foldl' (x: y: x + y) 0 (builtins.genList (i: builtins.foldl' (x: y: x + y) 0 "
                    + "(builtins.genList (j: j) 1000000)) 1000000)")
            try await run(check(bench)) {
                while bench.source.questions == 0, !Task.isCancelled { await Task.yield() }
            }
        }
    }

    private func check(_ bench: EngineBench) -> StartupCheck {
        StartupCheck(source: bench.source, nix: bench.nix, system: "x86_64-linux", logger: EngineBench.logger)
    }

    /// Runs it as the process does, and stops it as a signal does when the body is done.
    private func run(_ check: StartupCheck, until body: @escaping @Sendable () async -> Void) async throws {
        let group = ServiceGroup(services: [check], logger: EngineBench.logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                await body()
                await group.triggerGracefulShutdown()
            }
            try await tasks.waitForAll()
        }
    }
}
