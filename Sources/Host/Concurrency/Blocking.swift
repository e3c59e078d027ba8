import NIOPosix

/// Runs calls that block (file system, C libraries) on threads of their own, off Swift's cooperative pool.
package enum Blocking {
    package static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await NIOThreadPool.singleton.runIfActive(work)
    }
}
