import Glibc

/// An open file, closed when nobody holds it any more: no call can meet a number that means another file by now.
package final class OpenDescriptor: OpenFile {
    package let descriptor: CInt

    /// - Parameter descriptor: an open file descriptor that nobody else closes.
    init(taking descriptor: CInt) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}
