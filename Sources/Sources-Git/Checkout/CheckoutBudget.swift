/// Counts what a checkout makes, so that a small commit that unfolds into a huge tree ends early.
struct CheckoutBudget {
    private let request: CheckoutRequest
    private let report: ProgressHandler
    private var entries = 0
    private var bytes: Int64 = 0

    init(_ request: CheckoutRequest, report: @escaping ProgressHandler) {
        self.request = request
        self.report = report
    }

    mutating func addEntry() throws {
        entries += 1
        guard entries <= request.maximumEntries else {
            throw GitOperationError(.tooLarge, "the commit has more than \(request.maximumEntries) files and folders")
        }
        if entries % 256 == 0 { try report(GitProgress(.writing, count: entries, bytes: bytes)) }
    }

    mutating func addBytes(_ count: Int64) throws {
        bytes += count
        guard bytes <= request.maximumBytes else {
            throw GitOperationError(
                .tooLarge, "the commit has more than \(request.maximumBytes >> 20) MiB of files ('maximumCheckouts')")
        }
    }
}
