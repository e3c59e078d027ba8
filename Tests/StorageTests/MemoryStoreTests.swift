import Conformance
import Storage
import Testing

/// What ``ObjectStoreTests`` does not ask of it.
@Suite struct MemoryStoreTests {
    @Test(arguments: ConditionalStoreConformance.laws)
    func keepsTheLawOfConditions(_ law: ConditionalStoreConformance) async throws {
        try await law.check(MemoryStore())
    }
}
