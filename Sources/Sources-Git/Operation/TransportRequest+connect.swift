extension TransportRequest {
    /// Connects, runs the body, and disconnects.
    ///
    /// - Parameter repository: where downloads go; nil to ask for refs only.
    /// - Throws: ``GitOperationError``, or what `body` and `report` throw.
    func connect<Result>(
        repository: OpaquePointer?, report: @escaping ProgressHandler, body: (ConnectedRemote) throws -> Result
    ) throws -> Result {
        do {
            return try ConnectedRemote.withConnection(
                self, repository: repository, progress: { try report(GitProgress($0)) }, body: body)
        } catch let error as GitOperationError where error.message.contains("REF pkt-line") {
            // Names of objects that are longer than those of SHA-1; libgit2 knows no better words.
            throw GitOperationError.sha256
        }
    }
}
