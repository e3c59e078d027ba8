/// How far an operation has come. Each one tells the parent that the work goes on.
package struct GitProgress: Hashable, Sendable, Codable {
    package enum Stage: String, Sendable, Codable {
        case waiting, connected, receiving, writing
    }

    package var stage: Stage
    /// Objects or files so far.
    package var count: Int
    /// How many there will be; 0 where that is not known.
    package var total: Int
    /// Bytes so far.
    package var bytes: Int64

    package init(_ stage: Stage, count: Int = 0, total: Int = 0, bytes: Int64 = 0) {
        self.stage = stage
        self.count = count
        self.total = total
        self.bytes = bytes
    }
}

extension GitProgress {
    /// What a connection says of itself.
    init(_ progress: TransportProgress) {
        switch progress {
        case .connected, .message: self.init(Stage.connected)
        case .receiving(let objects, let total, let bytes):
            self.init(Stage.receiving, count: objects, total: total, bytes: bytes)
        }
    }
}

/// Gets the progress of an operation; ends the operation by throwing.
typealias ProgressHandler = (GitProgress) throws -> Void
