/// What a service says went wrong.
struct S3Answer: Hashable, Sendable {
    let status: Int
    /// Such as `NoSuchKey`; empty where the answer has no body.
    let code: String
    private let message: String

    /// nil for an answer that says nothing went wrong; one with status 200 may say so in its body.
    init?(_ response: CloudResponse) {
        // An error is short, and what is long need not be read twice.
        let root = (1...1 << 14).contains(response.body.count) ? XMLNode(response.body) : nil
        let error = root?.name == "Error" ? root : root?["Error"]
        if response.isSuccess && error == nil { return nil }
        status = response.status
        code = error?["Code"]?.text ?? ""
        message = String((error?["Message"]?.text ?? "").prefix(200))
    }

    /// As an object store's error.
    func storageError(_ key: String) -> StorageError { StorageError(kind, key: key, cause: cause) }

    var cause: String {
        let words = [code, message].filter { !$0.isEmpty }.joined(separator: ": ")
        return "the server answered \(status)\(words.isEmpty ? "" : " \(words)")"
    }

    private var kind: StorageError.Kind {
        switch (status, code) {
        case (507, _), (_, "QuotaExceeded"), (_, "XMinioStorageFull"), (_, "ServiceQuotaExceeded"): .full
        case (401, _), (403, _), (405, _): .denied
        default: .failed
        }
    }
}
