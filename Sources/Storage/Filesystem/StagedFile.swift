import Glibc
import SystemPackage

/// A file that is being written and is no object yet.
struct StagedFile: Sendable {
    /// `write(2)`; tests put one here that runs out of space.
    typealias WriteCall = @Sendable (CInt, UnsafeRawPointer?, Int) -> Int

    let path: FilePath
    let descriptor: OpenDescriptor

    /// Appends bytes.
    func write(_ bytes: [UInt8], by call: WriteCall) throws(Errno) {
        var failure: Errno?
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            do throws(Errno) {
                while !rest.isEmpty {
                    let part = UnsafeRawBufferPointer(rebasing: rest)
                    rest = try rest.dropFirst(
                        SystemCall.check { call(descriptor.descriptor, part.baseAddress, part.count) })
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Makes what was written durable.
    func sync() throws(Errno) { try SystemCall.sync(descriptor) }

    /// Removes the file. If that fails, nobody sees it, and the next store that opens removes it.
    func discard() {
        do throws(Errno) { try SystemCall.remove(path) } catch {}
    }
}
