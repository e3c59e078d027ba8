import Conformance
import Storage
import Testing

/// The laws of ``ObjectStore``, on every kind of store.
@Suite struct ObjectStoreTests {
    @Test(arguments: TestedStore.all) func `keeps the laws`(_ tested: TestedStore) async throws {
        if let needs = tested.needs, try await !needs.evaluate() {
            Issue.record(needs.comments.first, severity: .warning)
            return
        }
        #expect(Set(tested.exceptions.keys).isSubset(of: ObjectStoreConformance.laws.map(\.name)))
        try await tested.run { make in
            for (number, law) in ObjectStoreConformance.laws.enumerated() {
                await check(law, tested.exceptions[law.name]) { try await make("law-\(number)") }
            }
        }
    }

    /// - Parameter exception: why the store cannot keep it; nil where it can.
    private func check(
        _ law: ObjectStoreConformance, _ exception: String?, _ make: () async throws -> any ObjectStore
    ) async {
        if let exception {
            await withKnownIssue("\(law.name): \(exception)") { try await law.check(make()) }
        } else {
            do { try await law.check(make()) } catch { Issue.record(error, "\(law.name)") }
        }
    }
}
