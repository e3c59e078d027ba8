import Storage
import Testing

/// Runs something that must fail with a ``StorageError`` of one kind, whose sentence names something and no secret.
func expectError(
    _ kind: StorageError.Kind, naming words: String, at location: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async {
    do {
        try await body()
        Issue.record("nothing was thrown", sourceLocation: location)
    } catch let error as StorageError {
        #expect(error.kind == kind, "\(error)", sourceLocation: location)
        #expect(error.description.contains(words), "\(error)", sourceLocation: location)
        for secret in ["hush", "refresh", "Bearer", "token-", "assertion", "PRIVATE", "upload_id", "Signature"] {
            #expect(!error.description.contains(secret), "\(error)", sourceLocation: location)
        }
    } catch { Issue.record(error, sourceLocation: location) }
}
