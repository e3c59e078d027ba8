import Glibc
import Storage
import SystemPackage

/// `store-benchmark put|stat|list FOLDER COUNT`: one step over COUNT small objects in the store in FOLDER, 16 at once; prints the
/// times and the peak of memory.
@main
struct StoreBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().map(\.self)
        guard arguments.count == 3, let count = Int(arguments[2]) else { throw Usage() }
        let store = try await FilesystemStore(root: FilePath(arguments[1]))
        let start = ContinuousClock.now
        let done = try await run(arguments[0], store, SmallObjects(count: count))
        guard done == count else { throw WrongCount(done: done, count: count) }
        report(done, wall: ContinuousClock.now - start)
    }

    private static func run(_ step: String, _ store: FilesystemStore, _ objects: SmallObjects) async throws -> Int {
        switch step {
        case "put":
            return try await each(objects) { object in
                try await store.put(Array(object.text.utf8), at: ObjectKey(object.key), condition: .always)
            }
        case "stat": return try await each(objects) { try await store.stat(ObjectKey($0.key)) != nil }
        case "list":
            var listed = 0
            for try await _ in store.list(prefix: "") { listed += 1 }
            return listed
        default: throw Usage()
        }
    }

    private static let atOnce = 16

    /// - Returns: for how many `work` said true.
    private static func each(
        _ objects: SmallObjects, _ work: @escaping @Sendable (SmallObjects.Object) async throws -> Bool
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            var done = 0
            for (index, object) in objects.enumerated() {
                if index >= atOnce, try await group.next() == true { done += 1 }
                group.addTask { try await work(object) }
            }
            for try await isDone in group where isDone { done += 1 }
            return done
        }
    }

    private static func report(_ done: Int, wall: Duration) {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let cpu = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        let seconds = Double(wall.components.seconds) + Double(wall.components.attoseconds) / 1e18
        print("objects=\(done) cpu=\(cpu) wall=\(seconds) rss_kb=\(usage.ru_maxrss)")
    }

    private struct Usage: Error {}

    private struct WrongCount: Error {
        let done: Int
        let count: Int
    }
}
