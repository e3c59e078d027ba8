import Conformance
import Storage
import Testing

@Suite struct MemoryStoreTests {
    @Test(arguments: ObjectStoreConformance.laws) func keepsTheLaw(_ law: ObjectStoreConformance) async throws {
        try await law.check(MemoryStore())
    }

    @Test(arguments: ConditionalStoreConformance.laws)
    func keepsTheLawOfConditions(_ law: ConditionalStoreConformance) async throws {
        try await law.check(MemoryStore())
    }
}
