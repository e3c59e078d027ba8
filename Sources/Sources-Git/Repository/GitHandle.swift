/// A value of libgit2 that is freed when its holder is gone. Handles are not shared between tasks.
final class GitHandle {
    let pointer: OpaquePointer
    private let free: (OpaquePointer?) -> Void

    /// - Parameters:
    ///   - action: for the error, as in ``GitStatus/check(_:_:otherwise:)``.
    ///   - free: the function that frees it.
    ///   - make: calls the function that makes it.
    init(
        _ action: @autoclosure () -> String, otherwise code: GitOperationError.Code = .other,
        free: @escaping (OpaquePointer?) -> Void, make: (inout OpaquePointer?) -> Int32
    ) throws(GitOperationError) {
        var pointer: OpaquePointer?
        try GitStatus.check(make(&pointer), action(), otherwise: code)
        guard let pointer else { throw GitOperationError(code, "\(action()): libgit2 gave nothing") }
        self.pointer = pointer
        self.free = free
    }

    deinit { free(pointer) }
}
