import Conformance
import Logging
import OCI
import Storage
import SystemPackage
import Testing

@testable import Host

/// What was recorded, read again.
@Suite struct RecordedImagesTests {
    private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    private static func image(_ number: Int) -> RecordedImage {
        RecordedImage(packages: [
            .init(name: "package\(number)", size: Int64(number), references: [1]),
            .init(name: "glibc", size: 9, references: []),
        ])
    }

    /// A store with so many records.
    private static func store(_ count: Int) async throws -> MemoryStore {
        let store = MemoryStore()
        let records = RecordStore(store: store, memory: 0, logger: logger)
        for number in 0..<count { try await records.set(image(number), at: RecordedImage.key("\(number)")) }
        return store
    }

    @Test(arguments: ["log", "log.gz"])
    func `All are exported by their keys, and counted meanwhile`(name: String) async throws {
        try await withTemporaryFolder { folder in
            let store = try await Self.store(100)
            let counts = Shared<[Int]>([])
            let images = RecordedImages(store: store, logger: Self.logger) { count in
                counts.withLock { $0.append(count) }
            }
            let file = folder.appending(name)
            #expect(try await images.export(to: file) == 100)
            #expect(counts.withLock { $0 } == Array(1...100))
            guard case .recorded(let read) = try await ImageRequestFile.read(file) else {
                Issue.record("these are recorded images")
                return
            }
            var expected: [RecordedImage] = []
            for try await object in store.list(prefix: RecordedImage.prefix) {
                let bytes = try #require(try await store.readAll(object.key))
                expected.append(try CanonicalJSON.decode(RecordedImage.self, from: bytes))
            }
            #expect(read == expected)
            #expect(Set(read) == Set((0..<100).map(Self.image)))
            let set = try await images.learningSet()
            let again = LearningSet(read)
            #expect(set.graph == again.graph && set.images == again.images)
        }
    }

    @Test func `Unreadable and impossible ones are left out`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Self.store(20)
            let huge = #"{"packages":[{"name":"a","references":[],"size":\#(Int64.max)}]}"#
            for (number, text) in ["{", huge].enumerated() {
                _ = try await store.put(
                    Array(text.utf8), at: RecordedImage.key("\(number)").object, condition: .always)
            }
            let images = RecordedImages(store: store, logger: Self.logger)
            #expect(try await images.export(to: folder.appending("log")) == 18)
            #expect(try await images.learningSet().images.count == 18)
        }
    }

    @Test func `A record of an older version, which says what was asked for, is read`() async throws {
        let store = MemoryStore()
        let text = #"{"packages":[{"name":"a","references":[],"size":1}],"requested":["a"]}"#
        _ = try await store.put(Array(text.utf8), at: RecordedImage.key("old").object, condition: .always)
        #expect(try await RecordedImages(store: store, logger: Self.logger).learningSet().images == [[0]])
    }

    @Test func `An export of nothing is an empty file, compressed too`() async throws {
        try await withTemporaryFolder { folder in
            let images = RecordedImages(store: MemoryStore(), logger: Self.logger)
            for name in ["log", "log.gz"] {
                let file = folder.appending(name)
                let count = try await images.export(to: file)
                #expect(count == 0)
                let error = await #expect(throws: LayerFileError.self) { try await ImageRequestFile.read(file) }
                #expect(error?.reason == "it is empty")
            }
        }
    }
}
